/* SPDX-License-Identifier: MIT */
/* The floor: what a queue costs that has to do nothing but move bytes. A ring for one writer and one
 * reader, written by hand for this comparison, as good as we can make it: each side has a line of its
 * own and a private copy of the other's position, records are a length and the payload, the ring is
 * mapped twice in a row so that none is ever split, and short payloads are copied by the very code
 * that the core uses. It is told full and empty, any length goes in, and that is all: nobody else may
 * write or read, nobody can wait, and a process that is killed takes the queue along. */
#include "contestant.h"

#include "native/copy.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <unistd.h>

#define LENGTH_SIZE sizeof (guint64)

/* At the start of the file; processors fetch cache lines in pairs, so 128 bytes each. */
typedef struct
{
  _Alignas (128) _Atomic guint64 written; /* bytes so far */
  _Alignas (128) _Atomic guint64 read;
} Positions;

#define HEADER_SIZE 65536 /* a page, whatever the system's size of one */

/* What one side knows. The two of a process share no line either. */
typedef struct
{
  _Alignas (128) Positions *positions;
  guint8 *ring;
  guint64 capacity;
  guint64 own;   /* position */
  guint64 other; /* a past position of the other side */
} End;

typedef struct
{
  End writer, reader;
  char *path; /* NULL unless this one made it */
} Queue;

/* ---- life ------------------------------------------------------------------------------------- */

static gboolean
map_at (guint8 *place, gsize size, int fd, off_t offset)
{
  return mmap (place, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, fd, offset) == place;
}

/* NULL and errno if it fails. */
static guint8 *
map (int fd, gsize capacity)
{
  gsize size = HEADER_SIZE + 2 * capacity;
  guint8 *start = mmap (NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

  if (start == MAP_FAILED)
    return NULL;
  if (map_at (start, HEADER_SIZE + capacity, fd, 0) &&
      map_at (start + HEADER_SIZE + capacity, capacity, fd, HEADER_SIZE))
    return start;
  munmap (start, size);
  return NULL;
}

static guint8 *
map_file (const char *path, gsize capacity, Ends ends)
{
  int fd = open (path, O_RDWR | O_CLOEXEC | (ends & END_CREATES ? O_CREAT | O_EXCL : 0), 0600);
  guint8 *start = NULL;

  if (fd >= 0 && (!(ends & END_CREATES) || ftruncate (fd, (off_t) (HEADER_SIZE + capacity)) == 0))
    start = map (fd, capacity);
  if (start == NULL)
    g_printerr ("SPSC ring: %s: %s\n", path, g_strerror (errno));
  if (fd >= 0)
    close (fd);
  return start;
}

static void *
open_queue (const Place *place, Ends ends)
{
  const char *directory = place->directory != NULL ? place->directory : g_get_tmp_dir ();
  g_autofree char *path = g_build_filename (directory, place->name, NULL);
  gsize capacity = (gsize) 1 << g_bit_storage (MAX (place->capacity, HEADER_SIZE) - 1);
  guint8 *start = map_file (path, capacity, ends);
  Queue *queue;

  if (start == NULL)
    return NULL;
  queue = g_aligned_alloc0 (1, sizeof *queue, _Alignof (Queue));
  queue->writer = queue->reader = (End) { (void *) start, start + HEADER_SIZE, capacity, 0, 0 };
  if (ends & END_CREATES)
    queue->path = g_steal_pointer (&path);
  return queue;
}

static void
close_queue (void *data)
{
  Queue *queue = data;

  munmap (queue->writer.positions, HEADER_SIZE + 2 * queue->writer.capacity);
  if (queue->path != NULL)
    unlink (queue->path);
  g_free (queue->path);
  g_aligned_free (queue);
}

/* ---- messages --------------------------------------------------------------------------------- */

static G_GNUC_NO_INLINE Outcome
does_not_fit (gsize length)
{
  g_printerr ("SPSC ring: a message of %" G_GSIZE_FORMAT " bytes does not fit\n", length);
  return OUTCOME_FAILED;
}

static Outcome
send_message (void *data, const guint8 *message, gsize length)
{
  End *end = &((Queue *) data)->writer;
  Positions *positions = end->positions;
  guint64 position = end->own;
  guint64 next = position + ((LENGTH_SIZE + length + 7) & ~(guint64) 7);
  guint8 *place = end->ring + (position & (end->capacity - 1));
  guint64 size = length;

  if (G_UNLIKELY (length > end->capacity / 2))
    return does_not_fit (length);
  if (G_UNLIKELY (next - end->other > end->capacity))
    {
      /* Pairs with the release of the reader: what it frees it has read. */
      end->other = atomic_load_explicit (&positions->read, memory_order_acquire);
      if (next - end->other > end->capacity)
        return OUTCOME_NOT_NOW;
    }
  end->own = next;
  __builtin_memcpy (place, &size, sizeof size);
  copy_payload (place + LENGTH_SIZE, message, length);
  /* Pairs with the acquire of the reader. */
  atomic_store_explicit (&positions->written, next, memory_order_release);
  return OUTCOME_DONE;
}

static Outcome
receive (void *data, guint8 *buffer, gsize size, gsize *length)
{
  End *end = &((Queue *) data)->reader;
  Positions *positions = end->positions;
  guint64 position = end->own;
  guint8 *place = end->ring + (position & (end->capacity - 1));
  guint64 found;
  guint64 next;

  if (position == end->other)
    {
      end->other = atomic_load_explicit (&positions->written, memory_order_acquire);
      if (position == end->other)
        return OUTCOME_NOT_NOW;
    }
  __builtin_memcpy (&found, place, sizeof found);
  if (G_UNLIKELY (found > size))
    return does_not_fit (found);
  next = position + ((LENGTH_SIZE + found + 7) & ~(guint64) 7);
  end->own = next;
  copy_payload (buffer, place + LENGTH_SIZE, found);
  atomic_store_explicit (&positions->read, next, memory_order_release);
  *length = found;
  return OUTCOME_DONE;
}

const Contestant contestant_spsc = {
  .name = "SPSC ring",
  .reference = "to SPSC",
  .open = open_queue,
  .send = send_message,
  .receive = receive,
  .close = close_queue,
};
