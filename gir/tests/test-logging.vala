// SPDX-License-Identifier: MIT
// The log from Vala: loggers, scopes, filters, and a provider in Vala.

class Recorder : Interprocess.LoggerProvider {
  public string text = "";

  public override void log (Interprocess.LogEntry entry) {
    text += "%s %d %d %s %s %s\n".printf (entry.category, entry.level, entry.event_id,
                                          entry.event_name ?? "-", entry.message,
                                          entry.fields.print (false));
  }
}

void test_provider () {
  var recorder = new Recorder ();
  var factory = new Interprocess.LoggerFactory ();
  factory.add_provider (recorder);
  var logger = factory.create_logger ("Shop.Orders");
  var fields = new VariantDict ();
  fields.insert ("order", "u", 42);
  var scope = logger.begin_scope (fields.end ());
  logger.log_event (Interprocess.LogLevel.WARNING, 7, "OutOfStock", "no more", null);
  scope.close ();
  logger.log (Interprocess.LogLevel.ERROR, "bare", null);
  assert_cmpstr (recorder.text, CompareOperator.EQ,
                 "Shop.Orders 3 7 OutOfStock no more {'order': <uint32 42>}\n" +
                 "Shop.Orders 4 0 - bare {}\n");
}

void test_filters () {
  var memory = new Interprocess.MemoryLoggerProvider (10);
  var factory = new Interprocess.LoggerFactory ();
  factory.add_provider (memory);
  var logger = factory.create_logger ("Shop.Orders");
  var options = new Interprocess.LoggingOptions ();
  options.minimum_level = Interprocess.LogLevel.ERROR;
  options.add_filter ("Shop", Interprocess.LogLevel.INFORMATION)
         .add_provider_filter (typeof (Recorder), null, Interprocess.LogLevel.NONE);
  factory.options = options;
  assert_false (logger.is_enabled (Interprocess.LogLevel.DEBUG));
  logger.log (Interprocess.LogLevel.DEBUG, "off", null);
  logger.log (Interprocess.LogLevel.INFORMATION, "on", null);
  var entries = memory.snapshot ();
  assert_cmpuint (entries.get_n_items (), CompareOperator.EQ, 1);
  assert_cmpstr (((Interprocess.LogEntry) entries.get_item (0)).message, CompareOperator.EQ, "on");
}

void test_bad_filters () {
  try {
    new Interprocess.LoggingOptions ().parse ("Shop=loud");
    assert_not_reached ();
  } catch (Error error) {
    assert_error (error, IOError.quark (), IOError.INVALID_ARGUMENT);
  }
}

int main (string[] args) {
  Test.init (ref args);
  Test.add_func ("/vala/logging/provider", test_provider);
  Test.add_func ("/vala/logging/filters", test_filters);
  Test.add_func ("/vala/logging/bad-filters", test_bad_filters);
  return Test.run ();
}
