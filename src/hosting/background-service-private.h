/* SPDX-License-Identifier: MIT */
#pragma once

#include <interprocess/background-service.h>

/* Called when the work has failed before the service was asked to stop. */
typedef void (*InterprocessBackgroundFailedFunc) (InterprocessBackgroundService *service,
                                                  const GError                  *error,
                                                  gpointer                       user_data);

void
interprocess_background_service_watch (InterprocessBackgroundService    *self,
                                       InterprocessBackgroundFailedFunc  func,
                                       gpointer                          user_data);
