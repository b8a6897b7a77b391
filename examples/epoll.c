/* SPDX-License-Identifier: MIT */
/* Lesson: waiting for messages in a loop that is not GLib's, together with something else.
 *
 * Start this, then a publisher, of any language.
 *
 *   cc epoll.c -o epoll $(pkg-config --cflags --libs interprocess-1)
 *   ./epoll */
#include <interprocess/interprocess.h>

#include <errno.h>
#include <locale.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <unistd.h>

/* FALSE after the last message, or with an error. */
static gboolean
on_message (InterprocessSubscriber *subscriber, GError **error)
{
  g_autoptr(GBytes) message = interprocess_subscriber_try_dequeue_bytes (subscriber, error);
  const char *text;
  gsize length;

  if (message == NULL)
    return error == NULL || *error == NULL; /* another was faster, or there was no reason: wait on */
  text = g_bytes_get_data (message, &length);
  if (length == 0) /* our publishers' way to say that there are no more */
    return FALSE;
  g_print ("received: %.*s\n", (int) length, text);
  return TRUE;
}

static void
on_timer (int timer)
{
  uint64_t expirations;

  if (read (timer, &expirations, sizeof expirations) == sizeof expirations)
    g_print ("doing other things\n");
}

static void
watch (int loop, int fd)
{
  struct epoll_event event = { .events = EPOLLIN, .data.fd = fd };

  if (epoll_ctl (loop, EPOLL_CTL_ADD, fd, &event) != 0)
    g_error ("epoll_ctl: %s", g_strerror (errno));
}

static void
run (InterprocessSubscriber *subscriber, GError **error)
{
  const struct itimerspec every_half_second = {
    .it_value = { .tv_nsec = 500000000 },
    .it_interval = { .tv_nsec = 500000000 },
  };
  int timer = timerfd_create (CLOCK_MONOTONIC, TFD_CLOEXEC);
  int loop = epoll_create1 (EPOLL_CLOEXEC);
  int messages = interprocess_subscriber_get_fd (subscriber, error);
  gboolean goes_on = messages >= 0;

  if (goes_on)
    {
      timerfd_settime (timer, 0, &every_half_second, NULL);
      watch (loop, timer);
      watch (loop, messages); /* it belongs to the subscriber: never read from it, nor close it */
      g_print ("waiting for messages\n");
    }
  while (goes_on)
    {
      struct epoll_event event;

      if (epoll_wait (loop, &event, 1, -1) < 0)
        {
          if (errno != EINTR)
            g_error ("epoll_wait: %s", g_strerror (errno));
          continue; /* a signal */
        }
      if (event.data.fd == messages)
        goes_on = on_message (subscriber, error);
      else
        on_timer (timer);
    }
  close (timer);
  close (loop);
}

int
main (void)
{
  g_autoptr(InterprocessQueueFactory) factory = interprocess_queue_factory_new ();
  g_autoptr(InterprocessQueueOptions) options =
    interprocess_queue_options_new ("greetings", 64 * 1024);
  g_autoptr(InterprocessSubscriber) subscriber = NULL;
  g_autoptr(GError) error = NULL;

  setlocale (LC_ALL, "");
  subscriber = interprocess_queue_factory_create_subscriber (factory, options, &error);
  if (subscriber != NULL)
    run (subscriber, &error);
  if (error == NULL)
    return EXIT_SUCCESS;
  g_printerr ("epoll: %s\n", error->message);
  return EXIT_FAILURE;
}
