/* SPDX-License-Identifier: MIT */

#include "stop-signals.h"

#include <glib-unix.h>
#include <signal.h>

static const int numbers[] = { SIGINT, SIGTERM };

struct _InterprocessStopSignals
{
  GSource *sources[G_N_ELEMENTS (numbers)];
  struct sigaction before[G_N_ELEMENTS (numbers)];
};

static struct sigaction
current_action (int number)
{
  struct sigaction action;

  sigaction (number, NULL, &action);

  return action;
}

static gboolean
is (struct sigaction action,
    void            (*handler) (int))
{
  return (action.sa_flags & SA_SIGINFO) == 0 && action.sa_handler == handler;
}

/*
 * interprocess_stop_signals_new:
 * @callback: called in @context, each time
 *
 * A signal that is ignored stays ignored: so it is for what a shell runs in the background.
 */
InterprocessStopSignals *
interprocess_stop_signals_new (GMainContext *context,
                               GSourceFunc   callback,
                               gpointer      user_data)
{
  InterprocessStopSignals *self = g_new0 (InterprocessStopSignals, 1);

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      self->before[i] = current_action (numbers[i]);
      if (is (self->before[i], SIG_IGN))
        continue;

      self->sources[i] = g_unix_signal_source_new (numbers[i]);
      g_source_set_callback (self->sources[i], callback, user_data, NULL);
      g_source_attach (self->sources[i], context);
    }

  return self;
}

/*
 * interprocess_stop_signals_free:
 *
 * GLib leaves the default action behind, unless others watch for the signal too. What was there
 * before, such as the handler of Python, is put back.
 */
void
interprocess_stop_signals_free (InterprocessStopSignals *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      if (self->sources[i] == NULL)
        continue;

      g_source_destroy (self->sources[i]);
      g_source_unref (self->sources[i]);
      if (is (current_action (numbers[i]), SIG_DFL))
        sigaction (numbers[i], &self->before[i], NULL);
    }
  g_free (self);
}
