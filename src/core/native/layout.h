/* SPDX-License-Identifier: MIT */
#pragma once

/* What stands where in the queue's file.
 *
 *   page 0    identity: written before the file has a name, checked at every open, copied
 *   header    tail hint, head, read hint and two bells, each on 128 bytes of its own, since
 *             processors fetch cache lines in pairs; and what is seldom needed
 *   slots     128 bytes an endpoint, number 0 unused
 *   control   con and pub of each granule
 *   payload   granules and nothing else, so that no payload can pass for a header
 *
 * Everything behind the identity is zero in a new file. Little-endian, 64 bits. */

#include "error.h"
#include "native/words.h"
#include "queue.h"

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#define LAYOUT_VERSION 1
_Static_assert (sizeof (void *) == 8 && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__,
                "the queue is for 64-bit little-endian systems");

struct identity
{
  char magic[8];
  uint32_t version;
  uint32_t granule; /* bytes */
  uint64_t granules;
  uint32_t max_endpoints;
  uint32_t semaphore; /* which backend the bells sleep on */
  uint64_t id[2];     /* random: names the semaphores, tells one life of the queue from the next */
  uint64_t boot[2];   /* the run of the machine that it was made in */
  uint64_t created;   /* seconds since 1970 */
  uint32_t retention; /* enum ipq_retention */
};

struct header
{
  _Alignas (128) _Atomic uint64_t tail;      /* hint: a place in the chain at or before its end */
  _Alignas (128) _Atomic uint64_t head;      /* everything before it is free */
  _Alignas (128) _Atomic uint64_t read_hint; /* everything before it was taken, or stepped over */
  _Alignas (128) _Atomic uint32_t readers_bell;
  _Alignas (128) _Atomic uint32_t writers_bell;
  _Alignas (128) _Atomic uint32_t life;         /* life.h */
  _Atomic uint32_t exclusive[2];                /* the endpoint that is alone in its role, by role */
  _Atomic uint64_t swept;                       /* sweep.c */
};

/* Who an endpoint is and what it did, for people who inspect the queue and read its log. No decision
 * rests on it. */
struct slot
{
  _Alignas (128) _Atomic uint32_t pid; /* 0: nobody, or one who has left in order */
  _Atomic uint32_t role;    /* enum ipq_role, and SLOT_ALONE */
  _Atomic uint64_t opened;  /* seconds since 1970 */
  _Atomic uint64_t name[2]; /* of the program, 15 bytes at most */
  _Atomic uint64_t pid_namespace; /* that the pid is of; 0: not known */

  /* What went through it. In lane 0 (calls.h) one thread at a time counts, so these are not atomic: who
   * looks from outside takes what he finds. */
  uint64_t messages;
  uint64_t bytes;
  _Atomic uint64_t others_messages;
  _Atomic uint64_t others_bytes;
  _Atomic uint64_t refused; /* calls that found the queue full, or empty */
  _Atomic uint64_t longest_wait; /* ns */
};

#define SLOT_ALONE 0x100u /* exclusive */

struct control
{
  _Atomic uint64_t con;
  _Atomic uint64_t pub;
};

/* Where it all is, in bytes from the start of the file. */
struct layout
{
  uint64_t granules;
  uint32_t max_endpoints;
  size_t header;
  size_t slots;
  size_t control;
  size_t payload;
  size_t payload_size;
  size_t size;
  struct words words;
};

/* The layout of a queue of `capacity` bytes, rounded up to a power of two and a page. */
struct layout ipq_layout_for (uint64_t capacity, uint32_t max_endpoints);

/* The identity of a new queue. */
int ipq_layout_new_identity (const struct layout *layout,
                             enum ipq_retention retention,
                             struct identity *identity,
                             struct ipq_error *error);

/* Does the queue stay when nobody has it open? Not beyond a restart of the machine: what it wrote last
 * may have got to the disk in part. 0, or an errno when that cannot be found out. */
int ipq_layout_is_kept (const struct identity *identity, bool *kept);

/* Checks what stands in the first page of `path`, which has `size` bytes, and answers its layout. */
int ipq_layout_check_identity (const struct identity *identity,
                               uint64_t size,
                               const char *path,
                               struct layout *layout,
                               struct ipq_error *error);
