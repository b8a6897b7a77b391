/* SPDX-License-Identifier: MIT */

#include <interprocess/host-error.h>

/**
 * interprocess_host_error_quark:
 *
 * Gets the domain of the errors that a host itself reports. From any thread.
 *
 * Returns: the domain
 *
 * Since: 1.0
 */
GQuark
interprocess_host_error_quark (void)
{
  /* Not kept in a variable, as G_DEFINE_QUARK() does: threads would race to write that. */
  return g_quark_from_static_string ("interprocess-host-error-quark");
}
