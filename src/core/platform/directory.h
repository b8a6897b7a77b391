/* SPDX-License-Identifier: MIT */
#pragma once

#include "error.h"

#include <stddef.h>

/* Where queues live unless the user says otherwise: "interprocess" in $XDG_RUNTIME_DIR, else
 * "interprocess-UID" in the temporary directory. It is made when missing, with mode 0700, and refused
 * unless it is a directory of our own that nobody else may write to: in a place shared with others a
 * stranger may have been there first. */
int ipq_directory_default (char *path, size_t size, struct ipq_error *error);
