/* SPDX-License-Identifier: MIT */

/* What arrives at the journal. Its socket is ours here, in a mount namespace, so this needs root. */

#include <errno.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "logging-fixture.h"

#define SOCKET "/run/systemd/journal/socket"

static void
require (gboolean    condition,
         const char *what)
{
  if (!condition)
    g_error ("%s: %s; this test needs root, see CONTRIBUTING.md", what, g_strerror (errno));
}

/* Nobody outside this process sees it. */
static int
be_the_journal (void)
{
  const struct sockaddr_un address = { .sun_family = AF_UNIX, .sun_path = SOCKET };
  int fd;

  require (unshare (CLONE_NEWNS) == 0, "unshare()");
  require (mount (NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0, "mount (/)");
  require (mount ("none", "/run", "tmpfs", 0, NULL) == 0, "mount (/run)");
  g_assert_cmpint (mkdir ("/run/systemd", 0755), ==, 0);
  g_assert_cmpint (mkdir ("/run/systemd/journal", 0755), ==, 0);
  fd = socket (AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (bind (fd, (const struct sockaddr *) &address, sizeof address), ==, 0);

  return fd;
}

/* One entry, as text: a line for each field. */
static char *
receive (int journal)
{
  char buffer[4096];
  gssize n = recv (journal, buffer, sizeof buffer, MSG_DONTWAIT);

  g_assert_cmpint (n, >, 0);

  return g_strndup (buffer, n);
}

static void
assert_lines (const char *entry,
              const char *expected)
{
  g_auto(GStrv) lines = g_strsplit (expected, "\n", -1);
  g_autofree char *text = g_strconcat ("\n", entry, NULL);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autofree char *line = g_strconcat ("\n", lines[i], "\n", NULL);

      if (strstr (text, line) == NULL)
        g_error ("“%s” is not in “%s”", lines[i], entry);
    }
}

static void
test_fields (gconstpointer data)
{
  const int journal = GPOINTER_TO_INT (data);
  g_autoptr(InterprocessLoggerFactory) factory = interprocess_logger_factory_new ();
  g_autoptr(InterprocessLogger) logger =
    interprocess_logger_factory_create_logger (factory, "Shop.Orders");
  g_autofree char *entry = NULL;

  INTERPROCESS_LOG_SCOPE (logger, g_variant_new_parsed ("{ 'order': <%u> }", 42u));

  INTERPROCESS_LOG_EVENT (logger, INTERPROCESS_LOG_LEVEL_ERROR, 7, "OutOfStock",
                          g_variant_new_parsed ("{ 'article': <'4711'> }"), "no %s", "more");
  entry = receive (journal);
  assert_lines (entry, "GLIB_DOMAIN=Shop.Orders\nPRIORITY=3\nMESSAGE=no more\n"
                       "INTERPROCESS_EVENT_ID=7\nINTERPROCESS_EVENT_NAME=OutOfStock\n"
                       "INTERPROCESS_ARTICLE=4711\nINTERPROCESS_ORDER=42");
}

int
main (int   argc,
      char *argv[])
{
  int journal;

  g_test_init (&argc, &argv, NULL);
  journal = be_the_journal ();
  g_log_set_writer_func ((GLogWriterFunc) g_log_writer_journald, NULL, NULL);

  g_test_add_data_func ("/structured-logger-provider/journal/fields", GINT_TO_POINTER (journal),
                        test_fields);

  return g_test_run ();
}
