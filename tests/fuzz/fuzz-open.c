/* SPDX-License-Identifier: MIT */
/* Opens a file that anybody may have written. Whatever is in it: no call crashes, hangs, or reads or
 * writes outside the mapping; a failure comes with a message and leaves neither a descriptor nor a
 * mapping behind; and a file that is not a queue stays as it is.
 *
 * An input begins with what the file is like:
 *
 *   byte 0   bits 0-1: 0 the bytes of the input as they are, 1 holes, 2 and 3 a queue that was in use
 *            bit 2: a process has the queue open, as far as the file's locks tell
 *            bits 3-4: which capacity, bit 5: kept, bit 6: another capacity is asked for,
 *            bit 7: the file is cut or extended
 *   byte 1   which endpoints live, as far as the locks tell, of the first eight
 *   byte 2   bit 0: our publisher is exclusive, bit 1: our subscriber,
 *            bits 2-3: another's exclusive publisher or subscriber lives, as far as the locks tell
 *   then     how many patches, and each one; see patch(). After them the calls, a byte each. */
#include "fuzz-folder.h"
#include "fuzz-input.h"

#include "native/file.h"
#include "platform/liveness.h"
#include "platform/semaphore.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define NAME "open"
#define LARGEST_FILE (256 * 1024)
#define LONGEST_MESSAGE 40000
#define MOST_CALLS 64
#define MOST_TIME 100000     /* µs, then no more calls are made: some inputs make them slow */
#define PATIENCE 3000000     /* ns: longer than a record may stay uncommitted */
#define MOST_PATIENT_CALLS 1 /* that wait so long */

static const guint64 capacities[] = { 4096, 8192, 16384, 65536 };

/* ---- a queue that was in use ----------------------------------------------------------------- */

typedef struct
{
  guint8 *content;
  gsize size;
  struct layout layout;
} Sample;

static void
assert_opens (const struct ipq_options *options, enum ipq_role role, struct ipq_endpoint **endpoint)
{
  struct ipq_error error = { "" };
  int result = ipq_open (options, role, endpoint, &error);

  g_assert_cmpstr (error.message, ==, "");
  g_assert_cmpint (result, ==, IPQ_OK);
}

/* Two laps and a half, then some messages are left in it. */
static void
put_to_use (struct ipq_endpoint *publisher, struct ipq_endpoint *subscriber)
{
  guint8 buffer[300] = { 1, 2, 3 };
  gsize length;

  for (gsize sent = 0; sent < publisher->capacity / 2 * 5; sent += 320)
    {
      g_assert_cmpint (ipq_try_enqueue (publisher, buffer, sizeof buffer), ==, IPQ_OK);
      g_assert_cmpint (ipq_try_dequeue (subscriber, buffer, sizeof buffer, &length), ==, IPQ_OK);
    }
  for (guint i = 0; i < 8; i++)
    g_assert_cmpint (ipq_try_enqueue (publisher, buffer, 30 * i), ==, IPQ_OK);
}

static void
make_sample (Sample *sample, const struct ipq_options *options)
{
  g_autofree char *path = fuzz_queue_file (options->name);
  g_autoptr(GError) error = NULL;
  struct ipq_error failure;
  struct ipq_endpoint *publisher, *subscriber;

  assert_opens (options, IPQ_PUBLISHER, &publisher);
  assert_opens (options, IPQ_SUBSCRIBER, &subscriber);
  put_to_use (publisher, subscriber);
  g_file_get_contents (path, (char **) &sample->content, &sample->size, &error);
  g_assert_no_error (error);
  g_assert_cmpint (ipq_layout_check_identity ((const struct identity *) (void *) sample->content,
                                              sample->size, path, &sample->layout, &failure),
                   ==, IPQ_OK);
  g_assert_cmpuint (sample->size, <=, LARGEST_FILE);
  ipq_free (publisher);
  ipq_free (subscriber);
  fuzz_folder_empty ();
}

static struct ipq_options
options_for (guint which, gboolean kept)
{
  return (struct ipq_options) {
    .name = NAME,
    .directory = fuzz_folder (),
    .capacity = capacities[which],
    .create = true,
    .max_endpoints = 20,
    .retention = kept ? IPQ_KEEP : IPQ_UNTIL_LAST_CLOSE,
  };
}

static const Sample *
get_sample (guint which, gboolean kept)
{
  static Sample samples[G_N_ELEMENTS (capacities)][2];
  Sample *sample = &samples[which][kept];

  if (sample->content == NULL)
    {
      struct ipq_options options = options_for (which, kept);

      make_sample (sample, &options);
    }
  return sample;
}

/* ---- the file's content ---------------------------------------------------------------------- */

/* Where a subscriber that opens the queue looks first: the read hint, if it can be true, or head. */
static guint64
first_position (const guint8 *content, const struct layout *layout)
{
  guint64 head, hint;

  memcpy (&head, content + layout->header + offsetof (struct header, head), sizeof head);
  memcpy (&hint, content + layout->header + offsetof (struct header, read_hint), sizeof hint);
  return hint - head < 4 * layout->granules ? hint : head;
}

/* Control words that are nearly right: the lap is the position's own and a difference. */
static guint64
take_lap (FuzzInput *input, const struct words *words, guint64 position)
{
  return lap_of (words, position) + (guint64) (gint8) fuzz_take (input, 1) * words->lap_unit;
}

static guint64
take_con (FuzzInput *input, const struct words *words, guint64 position)
{
  guint64 lap = take_lap (input, words, position);
  guint64 who = fuzz_take (input, 1); /* kind, lane, and an endpoint of the first fifteen */
  guint64 extent = fuzz_take (input, 2);

  return make_con (words, lap, (enum kind) (who & 7),
                   owner_of ((guint32) (who >> 4 & 15), who >> 3 & 1), extent);
}

static guint64
take_pub (FuzzInput *input, const struct words *words, guint64 position)
{
  guint64 lap = take_lap (input, words, position);
  guint64 length = fuzz_take (input, 3); /* the last bit: X */

  return lap | (length >> 23 != 0 ? words->exclusive : 0) | (length & 0x7fffff);
}

/* Where a patch goes. */
enum place
{
  IN_IDENTITY,
  IN_HEADER,
  A_HEADER_WORD,
  IN_SLOTS,
  A_CONTROL_WORD,
  A_CON,
  A_PUB,
  ANYWHERE,
};

static gsize
take_place (FuzzInput *input, const struct layout *layout, enum place place, guint64 *position)
{
  gsize number = fuzz_take (input, place == IN_SLOTS ? 2 : place == ANYWHERE ? 3 : 1);
  gsize control;

  *position += number;
  control = layout->control + (*position & layout->words.mask) * sizeof (struct control);
  switch (place)
    {
    case IN_IDENTITY:
      return 4 * (number % 32);
    case IN_HEADER:
      return layout->header + 4 * number;
    case A_HEADER_WORD:
      return layout->header + 128 * (number % 8);
    case IN_SLOTS:
      return layout->slots + 4 * number;
    case A_CONTROL_WORD:
      return control + 8 * (fuzz_take (input, 1) & 1);
    case A_CON:
      return control + offsetof (struct control, con);
    case A_PUB:
      return control + offsetof (struct control, pub);
    default:
      return number;
    }
}

/* A byte says where (low three bits) and how (the next two): another word than the one that is there,
 * a difference to it, or a control word made of parts. Then come the place and the value. */
static void
patch (FuzzInput *input, const struct layout *layout, guint8 *content, gsize size)
{
  guint code = (guint) fuzz_take (input, 1);
  enum place place = (enum place) (code & 7);
  guint64 position = first_position (content, layout);
  gsize offset = take_place (input, layout, place, &position);
  guint64 word;

  if (size < sizeof word)
    return;
  offset = MIN (offset, size - sizeof word);
  memcpy (&word, content + offset, sizeof word);
  switch (code >> 3 & 3)
    {
    case 0:
      word += (guint64) (gint8) fuzz_take (input, 1);
      break;
    case 1:
      word = fuzz_take (input, 1) << (code >> 5) * 8;
      break;
    case 2:
      word = place == A_CON   ? take_con (input, &layout->words, position)
             : place == A_PUB ? take_pub (input, &layout->words, position)
                              : word ^ fuzz_take (input, 4);
      break;
    default:
      word = fuzz_take (input, 8);
    }
  memcpy (content + offset, &word, sizeof word);
}

typedef struct
{
  guint8 *content;
  gsize size;
} File;

static File
take_file (FuzzInput *input, guint code, const Sample *sample)
{
  File file = { .content = g_malloc0 (LARGEST_FILE), .size = sample->size };
  gsize patches;

  if ((code & 3) == 0)
    {
      const guint8 *raw;

      file.size = LARGEST_FILE;
      raw = fuzz_take_bytes (input, &file.size);
      memcpy (file.content, raw, file.size);
      return file;
    }
  if ((code & 3) == 1)
    file.size = fuzz_take (input, 3) % LARGEST_FILE;
  else
    memcpy (file.content, sample->content, sample->size);
  if (code & 0x80)
    file.size = (file.size + fuzz_take (input, 3)) % LARGEST_FILE;
  patches = fuzz_take (input, 1);
  for (gsize i = 0; i < patches && input->left > 0; i++)
    patch (input, &sample->layout, file.content, file.size);
  return file;
}

/* What living processes would hold. Answers the descriptor to close. */
static int
take_locks (gboolean in_use, guint endpoints, guint roles)
{
  g_autofree char *path = fuzz_queue_file (NAME);
  int fd = open (path, O_RDWR | O_CLOEXEC);

  g_assert_cmpint (fd, >=, 0);
  if (in_use)
    g_assert_cmpint (ipq_lock_set (fd, LOCK_LIFE, IPQ_LOCK_SHARED), ==, 0);
  for (guint role = 0; role < 2; role++)
    if (roles & 4u << role)
      g_assert_cmpint (ipq_lock_set (fd, LOCK_ROLE + role, IPQ_LOCK_EXCLUSIVE), ==, 0);
  for (guint i = 0; i < 8; i++)
    if (endpoints & 1u << i)
      g_assert_cmpint (ipq_lock_set (fd, LOCK_ENDPOINT + 1 + i, IPQ_LOCK_EXCLUSIVE), ==, 0);
  return fd;
}

/* Who has a queue open keeps its semaphores, where these have names; but the living are made up here,
 * so nobody would remove them. */
static void
remove_semaphores (const File *file)
{
  struct identity identity;

  memcpy (&identity, file->content, sizeof identity);
  ipq_semaphore_unlink (identity.id[0], 'r');
  ipq_semaphore_unlink (identity.id[0], 'w');
}

static void
assert_unchanged (const File *file)
{
  g_autofree char *path = fuzz_queue_file (NAME);
  g_autofree char *content = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (path, &content, &size, NULL));
  g_assert_cmpmem (content, size, file->content, file->size);
}

/* ---- calls ----------------------------------------------------------------------------------- */

/* NULL: it failed, as it should fail. */
static struct ipq_endpoint *
open_it (const struct ipq_options *options, enum ipq_role role, const File *file)
{
  FuzzHoldings before = fuzz_count_holdings ();
  struct ipq_endpoint *endpoint = NULL;
  struct ipq_error error = { "" };
  int result = ipq_open (options, role, &endpoint, &error);

  g_assert_cmpint (result, <=, IPQ_OK);
  if (result == IPQ_OK)
    return endpoint;
  g_assert_null (endpoint);
  g_assert_cmpstr (error.message, !=, "");
  g_assert_true (g_utf8_validate (error.message, -1, NULL));
  fuzz_assert_same_holdings (before);
  if (result == IPQ_INCOMPATIBLE)
    assert_unchanged (file);
  return NULL;
}

static void
check_result (struct ipq_endpoint *endpoint, int result)
{
  char text[256] = "";

  if (result != IPQ_CORRUPT)
    {
      g_assert_cmpint (result, >=, IPQ_OK);
      return;
    }
  ipq_describe_corruption (endpoint, text, sizeof text);
  g_assert_cmpstr (text, !=, "");
  g_assert_cmpstr (text, !=, "nothing");
}

static void
call_publisher (struct ipq_endpoint *publisher, gsize length, const struct ipq_wait *wait)
{
  static guint8 message[LONGEST_MESSAGE];
  gsize longest = MIN (publisher->longest, LONGEST_MESSAGE);
  int result;

  length = length < 8 ? longest * length / 7 : length * 8;
  length = MIN (length, longest);
  result = wait != NULL ? ipq_enqueue (publisher, message, length, wait)
                        : ipq_try_enqueue (publisher, message, length);
  check_result (publisher, result);
}

static void
call_subscriber (struct ipq_endpoint *subscriber, gsize size, const struct ipq_wait *wait)
{
  g_autofree guint8 *buffer = NULL;
  gsize length = 0;
  int result;

  size = size < 24 ? LONGEST_MESSAGE : size;
  buffer = g_malloc (size);
  result = wait != NULL ? ipq_dequeue (subscriber, buffer, size, &length, wait)
                        : ipq_try_dequeue (subscriber, buffer, size, &length);
  check_result (subscriber, result);
  if (result == IPQ_OK)
    g_assert_cmpuint (length, <=, size);
  if (result == IPQ_BUFFER_TOO_SMALL)
    g_assert_cmpuint (length, >, size);
  g_assert_cmpuint (length, <=, subscriber->capacity);
}

/* Each byte is a call: the low bit says who, the next two how it waits, the others how long. */
static void
make_calls (FuzzInput *input, struct ipq_endpoint *publisher, struct ipq_endpoint *subscriber)
{
  gint64 end = g_get_monotonic_time () + MOST_TIME;
  guint patient = 0;

  for (guint i = 0; i < MOST_CALLS && input->left > 0 && g_get_monotonic_time () < end; i++)
    {
      guint code = (guint) fuzz_take (input, 1);
      struct ipq_wait wait = { .timeout = 0 };
      gboolean waits = (code & 6) >= 4;

      if ((code & 6) == 6 && patient++ < MOST_PATIENT_CALLS)
        wait.timeout = PATIENCE;
      if (code & 1 && publisher != NULL)
        call_publisher (publisher, code >> 3, waits ? &wait : NULL);
      else if (subscriber != NULL)
        call_subscriber (subscriber, code >> 3, waits ? &wait : NULL);
    }
}

/* A file that nobody uses is replaced, and the new queue has nothing in it of the old one. */
static void
assert_works (struct ipq_endpoint *publisher, struct ipq_endpoint *subscriber)
{
  guint8 buffer[8];
  gsize length;

  g_assert_cmpint (ipq_try_dequeue (subscriber, buffer, sizeof buffer, &length), ==, IPQ_EMPTY);
  g_assert_cmpint (ipq_try_enqueue (publisher, "hello", 5), ==, IPQ_OK);
  g_assert_cmpint (ipq_try_dequeue (subscriber, buffer, sizeof buffer, &length), ==, IPQ_OK);
  g_assert_cmpmem (buffer, length, "hello", 5);
}

static void
open_and_use (FuzzInput *input, struct ipq_options *options, guint roles, const File *file)
{
  struct ipq_endpoint *publisher, *subscriber;

  options->exclusive = (roles & 1) != 0;
  publisher = open_it (options, IPQ_PUBLISHER, file);
  options->exclusive = (roles & 2) != 0;
  subscriber = open_it (options, IPQ_SUBSCRIBER, file);

  if (publisher != NULL && ipq_count_of (publisher, IPQ_NOTICE_CREATED) != 0)
    {
      g_assert_nonnull (subscriber);
      assert_works (publisher, subscriber);
    }
  make_calls (input, publisher, subscriber);
  g_clear_pointer (&publisher, ipq_free);
  g_clear_pointer (&subscriber, ipq_free);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  FuzzInput input = { data, size };
  guint code = (guint) fuzz_take (&input, 1);
  guint endpoints = (guint) fuzz_take (&input, 1);
  guint roles = (guint) fuzz_take (&input, 1);
  guint which = code >> 3 & 3;
  gboolean kept = (code & 0x20) != 0;
  struct ipq_options options =
    options_for (code & 0x40 ? (which + 1) % G_N_ELEMENTS (capacities) : which, kept);
  const Sample *sample = get_sample (which, kept);
  FuzzHoldings before = fuzz_count_holdings ();
  File file = take_file (&input, code, sample);
  int locks;

  fuzz_queue_file_place (NAME, file.content, file.size);
  locks = take_locks ((code & 4) != 0, endpoints, roles);
  open_and_use (&input, &options, roles, &file);
  g_assert_cmpint (close (locks), ==, 0);
  remove_semaphores (&file);
  fuzz_assert_same_holdings (before);
  fuzz_folder_empty ();
  g_free (file.content);
  return 0;
}
