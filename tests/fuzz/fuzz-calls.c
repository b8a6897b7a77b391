/* SPDX-License-Identifier: MIT */
/* A sequence of calls on up to four publishers and four subscribers of one queue, against a model: a
 * plain list of messages. One thread makes all calls and nobody dies, so every result is known:
 *
 *   enqueue   CLOSED, else TOO_LARGE above half the capacity, else FULL if the granules of the
 *             messages in the list and of this one are more than the queue has, else OK
 *   dequeue   CLOSED, else EMPTY if and only if the list is empty, else BUFFER_TOO_SMALL with the
 *             first message's length, and the message stays, else OK with the first message
 *   waiting   the same with timeout 0, and TIMED_OUT instead of FULL and EMPTY
 *   open      whether it fails is known; of several reasons any may be given
 *
 * An input is a row of calls: a byte with the endpoint (low three bits: publishers, then subscribers)
 * and the call (high five bits), and the call's arguments. */
#include "fuzz-folder.h"
#include "fuzz-input.h"

#include "native/words.h"
#include "queue.h"

#include <string.h>
#include <unistd.h>

#define N_PUBLISHERS 4
#define N_ENDPOINTS 8

/* What an input may cost, in calls and granules, so that none takes long. */
#define FUEL 12000

/* With few lap bits an endpoint that is not used for half of all laps takes new words for old. */
#define LAPS_BETWEEN_USES 4

#define SENTINEL 0xa5
#define N_SENTINELS 8

typedef struct
{
  struct ipq_endpoint *core; /* ipq_unopened() at first */
  gboolean open;
  gboolean exclusive;
} Endpoint;

typedef struct
{
  guint number;
  gsize length;
} Message;

typedef struct
{
  Endpoint endpoints[N_ENDPOINTS];

  gboolean alive; /* the queue is there */
  gboolean kept;  /* and stays when nobody has it open */
  gsize capacity;
  guint max_endpoints;
  GQueue messages;
  guint64 used;    /* granules, of the messages in the list */
  guint64 written; /* granules, of all messages since the queue was made */
  guint64 used_at; /* what was written when every endpoint was used last */
  guint sent;
  gint64 fuel;
} Model;

/* ---- messages -------------------------------------------------------------------------------- */

#define LONGEST_LENGTH 65535
#define N_CONTENTS 4099

/* A message's content follows from its number: a piece of one long row of random bytes. */
static const guint8 *
content_of (guint number)
{
  static guint8 bytes[N_CONTENTS + LONGEST_LENGTH];

  if (bytes[0] == 0)
    {
      g_autoptr(GRand) rand = g_rand_new_with_seed (1);

      for (gsize i = 0; i < sizeof bytes; i++)
        bytes[i] = (guint8) g_rand_int_range (rand, 1, 256);
    }
  return bytes + number % N_CONTENTS;
}

/* ---- the model ------------------------------------------------------------------------------- */

static enum ipq_role
role_of (guint which)
{
  return which < N_PUBLISHERS ? IPQ_PUBLISHER : IPQ_SUBSCRIBER;
}

static guint64
granules_of (gsize length)
{
  return MAX ((length + GRANULE - 1) / GRANULE, 1);
}

static guint
count_open (const Model *model)
{
  guint count = 0;

  for (guint i = 0; i < N_ENDPOINTS; i++)
    count += model->endpoints[i].open;
  return count;
}

static void
forget_queue (Model *model)
{
  g_queue_clear_full (&model->messages, g_free);
  model->used = model->written = model->used_at = 0;
  model->alive = FALSE;
}

static gsize
first_length (Model *model)
{
  const Message *first = g_queue_peek_head (&model->messages);

  return first != NULL ? first->length : 0;
}

static int
result_of_enqueue (Model *model, guint which, gsize length)
{
  if (!model->endpoints[which].open)
    return IPQ_CLOSED;
  if (length > model->capacity / 2)
    return IPQ_TOO_LARGE;
  return model->used + granules_of (length) > model->capacity / GRANULE ? IPQ_FULL : IPQ_OK;
}

static int
result_of_dequeue (Model *model, guint which, gsize size)
{
  if (!model->endpoints[which].open)
    return IPQ_CLOSED;
  if (g_queue_is_empty (&model->messages))
    return IPQ_EMPTY;
  return first_length (model) > size ? IPQ_BUFFER_TOO_SMALL : IPQ_OK;
}

static int
result_of_waiting (int result)
{
  return result == IPQ_EMPTY || result == IPQ_FULL ? IPQ_TIMED_OUT : result;
}

static void
message_went_in (Model *model, gsize length)
{
  Message *message = g_new (Message, 1);

  *message = (Message) { .number = model->sent++, .length = length };
  g_queue_push_tail (&model->messages, message);
  model->used += granules_of (length);
  model->written += granules_of (length);
  model->fuel -= (gint64) granules_of (length);
}

static void
message_came_out (Model *model, const guint8 *content, gsize length)
{
  g_autofree Message *message = g_queue_pop_head (&model->messages);

  g_assert_cmpuint (length, ==, message->length);
  g_assert_cmpmem (content, length, content_of (message->number), length);
  model->used -= granules_of (length);
}

/* ---- enqueue and dequeue --------------------------------------------------------------------- */

static const struct ipq_wait no_wait = { .timeout = 0 };

static void
enqueue (Model *model, guint which, gsize length, gboolean waiting)
{
  struct ipq_endpoint *core = model->endpoints[which].core;
  const guint8 *content = length != 0 ? content_of (model->sent) : NULL;
  int expected = result_of_enqueue (model, which, length);
  int result;

  result = waiting ? ipq_enqueue (core, content, length, &no_wait)
                   : ipq_try_enqueue (core, content, length);
  g_assert_cmpint (result, ==, waiting ? result_of_waiting (expected) : expected);
  if (result == IPQ_OK)
    message_went_in (model, length);
}

static void
dequeue (Model *model, guint which, gsize size, gboolean waiting)
{
  struct ipq_endpoint *core = model->endpoints[which].core;
  g_autofree guint8 *buffer = g_malloc (size + N_SENTINELS);
  int expected = result_of_dequeue (model, which, size);
  gsize length = G_MAXSIZE;
  int result;

  memset (buffer + size, SENTINEL, N_SENTINELS);
  result = waiting ? ipq_dequeue (core, buffer, size, &length, &no_wait)
                   : ipq_try_dequeue (core, buffer, size, &length);
  g_assert_cmpint (result, ==, waiting ? result_of_waiting (expected) : expected);
  for (guint i = 0; i < N_SENTINELS; i++)
    g_assert_cmphex (buffer[size + i], ==, SENTINEL);
  if (result == IPQ_OK)
    message_came_out (model, buffer, length);
  else if (result == IPQ_BUFFER_TOO_SMALL)
    g_assert_cmpuint (length, ==, first_length (model));
}

/* ---- open and close -------------------------------------------------------------------------- */

static const guint64 capacities[] = { 1024, 4096, 8192, 65536 };
static const guint limits[] = { 0, 1, 2, 3, 5, 8, 255, IPQ_MOST_ENDPOINTS };

static gsize
rounded_up (guint64 capacity)
{
  gsize size = (gsize) sysconf (_SC_PAGESIZE);

  while (size < capacity)
    size *= 2;
  return size;
}

static gboolean
is_excluded (const Model *model, guint which, gboolean exclusive)
{
  for (guint i = 0; i < N_ENDPOINTS; i++)
    if (role_of (i) == role_of (which) && model->endpoints[i].open &&
        (exclusive || model->endpoints[i].exclusive))
      return TRUE;
  return FALSE;
}

/* The results that the open may have, as bits. Every reason to fail counts: which of several is
 * reported is the core's business. */
static guint
results_of_open (const Model *model, guint which, const struct ipq_options *options)
{
  guint failures = 0;

  if (!model->alive)
    return options->create ? 1u << IPQ_OK : 1u << -IPQ_NOT_FOUND;
  if (rounded_up (options->capacity) != model->capacity)
    failures |= 1u << -IPQ_CAPACITY_MISMATCH;
  if (count_open (model) >= model->max_endpoints)
    failures |= 1u << -IPQ_TOO_MANY_ENDPOINTS;
  if (is_excluded (model, which, options->exclusive))
    failures |= 1u << -IPQ_EXCLUSIVE;
  return failures != 0 ? failures : 1u << IPQ_OK;
}

static void
queue_is_there (Model *model, const struct ipq_options *options)
{
  if (model->alive)
    return;
  model->alive = TRUE;
  model->kept = options->retention == IPQ_KEEP;
  model->capacity = rounded_up (options->capacity);
  model->max_endpoints =
    options->max_endpoints != 0 ? options->max_endpoints : IPQ_DEFAULT_ENDPOINTS;
}

static void
close_endpoint (Model *model, guint which, gboolean freed)
{
  Endpoint *endpoint = &model->endpoints[which];

  ipq_close (endpoint->core);
  g_assert_false (ipq_is_open (endpoint->core));
  if (freed && endpoint->core != ipq_unopened ())
    {
      ipq_free (endpoint->core);
      endpoint->core = ipq_unopened ();
    }
  endpoint->open = endpoint->exclusive = FALSE;
  if (count_open (model) == 0 && !model->kept)
    forget_queue (model);
}

/* The flags: two bits for the capacity, exclusive, not to be created, three for the limit, kept. */
static void
open_endpoint (Model *model, guint which, guint flags)
{
  Endpoint *endpoint = &model->endpoints[which];
  struct ipq_options options = {
    .name = "calls",
    .directory = fuzz_folder (),
    .capacity = capacities[flags & 3],
    .exclusive = (flags & 4) != 0,
    .create = (flags & 8) == 0,
    .max_endpoints = limits[flags >> 4 & 7],
    .retention = flags & 0x80 ? IPQ_KEEP : IPQ_UNTIL_LAST_CLOSE,
  };
  struct ipq_error error = { "" };
  struct ipq_endpoint *core = NULL;
  int result;

  close_endpoint (model, which, TRUE);
  result = ipq_open (&options, role_of (which), &core, &error);
  g_assert_cmpint (result, <=, IPQ_OK);
  if ((results_of_open (model, which, &options) & 1u << -result) == 0)
    g_error ("The open answered %d: %s", result, error.message);
  if (result != IPQ_OK)
    {
      g_assert_cmpstr (error.message, !=, "");
      g_assert_null (core);
      return;
    }
  queue_is_there (model, &options);
  g_assert_cmpuint (core->capacity, ==, model->capacity);
  *endpoint = (Endpoint) { .core = core, .open = TRUE, .exclusive = options.exclusive };
}

/* ---- the input ------------------------------------------------------------------------------- */

/* Most lengths are short; those about half the capacity, and any other, are to be had too. */
static gsize
take_length (Model *model, FuzzInput *input)
{
  gsize code = fuzz_take (input, 1);

  if (code < 192)
    return code;
  if (code == 255)
    return fuzz_take (input, 2);
  return MAX (model->capacity / 2 + code, 223) - 223;
}

/* Large enough for all, or about the length of the first message, or any. */
static gsize
take_size (Model *model, FuzzInput *input)
{
  gsize code = fuzz_take (input, 1);

  if (code < 64)
    return MAX (model->capacity / 2, 1);
  if (code < 128)
    return MAX (first_length (model) + code, 96) - 96;
  return code < 254 ? code - 128 : fuzz_take (input, 2);
}

static void
use_all (Model *model)
{
  if (model->written - model->used_at < LAPS_BETWEEN_USES * model->capacity / GRANULE)
    return;
  for (guint i = 0; i < N_ENDPOINTS; i++)
    if (!model->endpoints[i].open)
      continue;
    else if (role_of (i) == IPQ_PUBLISHER)
      enqueue (model, i, 1, FALSE);
    else
      dequeue (model, i, 0, FALSE);
  model->used_at = model->written;
}

/* One after the other, so that the ring goes round many times within a short input. */
static void
pump (Model *model, FuzzInput *input, guint publisher, guint subscriber)
{
  guint64 rounds = fuzz_take (input, 1);
  gsize length = take_length (model, input);

  for (guint64 i = 0; i < rounds && model->fuel-- > 0; i++)
    {
      enqueue (model, publisher, length, FALSE);
      dequeue (model, subscriber, MAX (model->capacity / 2, 1), FALSE);
      use_all (model);
    }
}

static void
use_publisher (Model *model, FuzzInput *input, guint which, guint call)
{
  if (call < 8)
    enqueue (model, which, take_length (model, input), TRUE);
  else if (call < 18)
    enqueue (model, which, take_length (model, input), FALSE);
  else
    pump (model, input, which, N_PUBLISHERS + call % 4);
}

static void
use_subscriber (Model *model, FuzzInput *input, guint which, guint call)
{
  if (call < 8)
    dequeue (model, which, take_size (model, input), TRUE);
  else if (call < 18)
    dequeue (model, which, take_size (model, input), FALSE);
  else
    pump (model, input, call % N_PUBLISHERS, which);
}

static void
call_once (Model *model, FuzzInput *input)
{
  guint code = (guint) fuzz_take (input, 1);
  guint which = code & 7;
  guint call = code >> 3;

  if (call < 6)
    open_endpoint (model, which, (guint) fuzz_take (input, 1));
  else if (call < 8)
    close_endpoint (model, which, call == 7);
  else if (call == 8)
    ipq_interrupt (model->endpoints[which].core); /* nobody waits: nothing happens */
  else if (role_of (which) == IPQ_PUBLISHER)
    use_publisher (model, input, which, call - 9);
  else
    use_subscriber (model, input, which, call - 9);
}

static void
take_the_rest (Model *model)
{
  for (guint i = N_PUBLISHERS; i < N_ENDPOINTS; i++)
    while (model->endpoints[i].open && !g_queue_is_empty (&model->messages))
      dequeue (model, i, model->capacity / 2, FALSE);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  FuzzInput input = { data, size };
  FuzzHoldings before = fuzz_count_holdings ();
  Model model = { .messages = G_QUEUE_INIT, .fuel = FUEL };

  for (guint i = 0; i < N_ENDPOINTS; i++)
    model.endpoints[i].core = ipq_unopened ();
  while (input.left > 0 && model.fuel-- > 0)
    {
      call_once (&model, &input);
      use_all (&model);
    }
  take_the_rest (&model);
  for (guint i = 0; i < N_ENDPOINTS; i++)
    close_endpoint (&model, i, TRUE);
  g_assert_cmpuint (fuzz_folder_count (), ==, model.alive ? FUZZ_NAMES_A_QUEUE : 0);
  fuzz_assert_same_holdings (before);
  fuzz_folder_empty ();
  forget_queue (&model);
  return 0;
}
