/* SPDX-License-Identifier: MIT */
#pragma once

/* The life of a queue: from the moment its file gets a name until nobody has it open.
 *
 * Every endpoint holds the byte LOCK_LIFE of the file, shared. Whoever finds it free may end the life;
 * but between that look and the removal of the name another may join, and either may be stopped in
 * between, for hours. So the end is a word in the file, which only goes
 *
 *   UNBORN -> ALIVE (v) -> ENDING (v) -> ENDED        or        ENDING (v) -> ALIVE (v + 1)
 *
 *   to end:  swap ALIVE for ENDING, ask again whether anybody holds the lock, swap ENDING for ENDED
 *   to join: take the lock, look at the word; if it is ENDING, swap it for the next ALIVE
 *
 * Both write and then look at what the other writes, so one sees the other: either the ender sees the
 * lock, or the joiner sees ENDING and makes the ender's last swap fail. Nobody waits: anyone goes on
 * from the word that is there. ENDED is for ever, and only then is the name removed, by anyone.
 *
 * A queue that is kept lives also while nobody holds the lock, so whoever finds a ring under a hidden
 * name must not take that for a sign of death: by the time he acts it may have its name, its messages,
 * and no user. Hence UNBORN, until its builder or the first to join says otherwise: nothing else may be
 * ended on such a find. */

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#define IPQ_LIFE_UNBORN 3u /* what a builder writes */

/* Ends the life if nobody holds LOCK_LIFE of the file behind `fd`, which has none itself. Is it over? */
bool ipq_life_end (_Atomic uint32_t *life, int fd);

/* The same, unless it has begun. */
bool ipq_life_end_unborn (_Atomic uint32_t *life, int fd);

/* After LOCK_LIFE was taken: does the life go on, or begin? */
bool ipq_life_join (_Atomic uint32_t *life);
