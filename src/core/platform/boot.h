/* SPDX-License-Identifier: MIT */
#pragma once

#include <stdint.h>

/* Tells one run of the machine from the next: another number after each restart, all zero where the
 * system does not say. */
void ipq_boot_id (uint64_t id[2]);
