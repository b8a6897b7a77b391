/* SPDX-License-Identifier: MIT */
#include "native/layout.h"

#include "platform/boot.h"
#include "platform/semaphore.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

static const char magic[8] = "IPQUEUE";

static uint64_t
round_up (uint64_t n, uint64_t to)
{
  return (n + to - 1) / to * to;
}

static uint8_t
bits_for (uint64_t values)
{
  uint8_t bits = 0;

  while (UINT64_C (1) << bits < values)
    bits++;
  return bits;
}

struct layout
ipq_layout_for (uint64_t capacity, uint32_t max_endpoints)
{
  uint64_t page = (uint64_t) sysconf (_SC_PAGESIZE);
  uint8_t bits = bits_for (capacity > page ? capacity : page);
  struct layout l = { .max_endpoints = max_endpoints };

  l.granules = UINT64_C (1) << (bits - GRANULE_SHIFT);
  l.words = words_for ((uint8_t) (bits - GRANULE_SHIFT), bits_for (max_endpoints + 1u));
  l.header = page;
  l.slots = round_up (l.header + sizeof (struct header), sizeof (struct slot));
  l.control = round_up (l.slots + (max_endpoints + 1u) * sizeof (struct slot), page);
  l.payload = round_up (l.control + l.granules * sizeof (struct control), page);
  l.payload_size = l.granules << GRANULE_SHIFT;
  l.size = l.payload + l.payload_size;
  return l;
}

int
ipq_layout_new_identity (const struct layout *layout,
                         enum ipq_retention retention,
                         struct identity *identity,
                         struct ipq_error *error)
{
  int number;

  *identity = (struct identity) {
    .version = LAYOUT_VERSION,
    .granule = GRANULE,
    .granules = layout->granules,
    .max_endpoints = layout->max_endpoints,
    .semaphore = ipq_semaphore_backend,
    .created = (uint64_t) time (NULL),
    .retention = retention,
  };
  number = ipq_boot_id (identity->boot);
  if (number != 0)
    return ipq_fail_errno (error, number, "Cannot read " IPQ_BOOT_ID_FILE);
  memcpy (identity->magic, magic, sizeof magic);
  if (getentropy (identity->id, sizeof identity->id) != 0)
    return ipq_fail_errno (error, errno, "Cannot draw a random id for the queue");
  return IPQ_OK;
}

int
ipq_layout_is_kept (const struct identity *identity, bool *kept)
{
  uint64_t boot[2];
  int number;

  *kept = false;
  if (identity->retention != IPQ_KEEP)
    return 0;
  number = ipq_boot_id (boot);
  *kept = ipq_boot_is_same (boot, identity->boot);
  return number;
}

static bool
sizes_are_possible (const struct identity *i)
{
  return i->granule == GRANULE && i->granules >= IPQ_MIN_CAPACITY >> GRANULE_SHIFT &&
         i->granules <= IPQ_MAX_CAPACITY >> GRANULE_SHIFT &&
         (i->granules & (i->granules - 1)) == 0 && i->max_endpoints >= 1 &&
         i->max_endpoints <= IPQ_MOST_ENDPOINTS;
}

int
ipq_layout_check_identity (const struct identity *identity,
                           uint64_t size,
                           const char *path,
                           struct layout *layout,
                           struct ipq_error *error)
{
  if (size < sizeof *identity || memcmp (identity->magic, magic, sizeof magic) != 0)
    return ipq_fail (error, IPQ_INCOMPATIBLE,
                     "%.400s is not a queue; remove it, or choose another name or path", path);
  if (identity->version != LAYOUT_VERSION)
    return ipq_fail (error, IPQ_INCOMPATIBLE,
                     "%.400s is a queue of version %u and this library speaks version %u; "
                     "use one version of the library, or remove the file when nobody uses it",
                     path, identity->version, LAYOUT_VERSION);
  if (!sizes_are_possible (identity))
    return ipq_fail (error, IPQ_INCOMPATIBLE,
                     "%.400s says that it has %llu granules of %u bytes and %u endpoints, which no "
                     "queue has; remove it",
                     path, (unsigned long long) identity->granules, identity->granule,
                     identity->max_endpoints);
  if (identity->semaphore != ipq_semaphore_backend)
    return ipq_fail (error, IPQ_INCOMPATIBLE,
                     "%.400s wakes its users by semaphores of kind %u and this library was built "
                     "for kind %u; "
                     "build all users with the same -Dsemaphore",
                     path, identity->semaphore, ipq_semaphore_backend);
  *layout = ipq_layout_for (identity->granules << GRANULE_SHIFT, identity->max_endpoints);
  if (layout->size != size)
    return ipq_fail (error, IPQ_INCOMPATIBLE,
                     "%.400s has %llu bytes and its queue needs %llu: it was cut or extended; "
                     "remove it when nobody uses it",
                     path, (unsigned long long) size, (unsigned long long) layout->size);
  return IPQ_OK;
}
