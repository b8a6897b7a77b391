/* SPDX-License-Identifier: MIT */
#pragma once

#include "queue.h"

/* Our own protocol: an endpoint on a native queue. */
int ipq_native_open (const struct ipq_options *options,
                     enum ipq_role role,
                     struct ipq_endpoint **endpoint,
                     struct ipq_error *error);
