/* SPDX-License-Identifier: MIT */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define IPQ_BOOT_ID_FILE "/proc/sys/kernel/random/boot_id"

/* Tells one run of the machine from the next: another number after each restart, all zero where the
 * system does not say. 0, or an errno if it would but cannot just now. */
int ipq_boot_id (uint64_t id[2]);

/* May both be of one run? Where one could not tell, they may. */
bool ipq_boot_is_same (const uint64_t a[2], const uint64_t b[2]);
