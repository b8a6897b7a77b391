/* SPDX-License-Identifier: MIT */
/* The ring: src/core/native/{enqueue,dequeue,settle,chain,sweep,attach}.c, step by step, with
 * processes that may be killed or stopped at any step. README.md is the reading guide.
 *
 *   con[g]  lap | kind | owner | extent     as in words.h, with narrow fields
 *   pub[g]  lap | X
 *   pay[g]  the payload: the number of a message
 *
 * STEP ... END is one access to shared memory with the local work that follows from it. Between
 * two steps anything may happen: others run for as long as they like, and the process may be
 * killed (DEATHS) or never run again (STOPS).
 *
 * A plain store goes into the store buffer of its process (a channel) and leaves it, in order,
 * at any time (StoreBuffers), at a swap of the process, at a heavy fence of anybody, and when
 * the process stops running. Swaps and loads are at once: this is x86's memory model. (Where a
 * process may load what it has stored itself, the old word and the new one lead the same way.)
 *
 * What only the checks use is called a ghost. No process decides by it. */

/* ---- the configuration ----------------------------------------------------------------------- */

#ifndef N
#define N 2                /* granules */
#endif
#ifndef WRITERS
#define WRITERS 2
#endif
#ifndef READERS
#define READERS 1
#endif
#ifndef M0
#define M0 1               /* messages of writer 0, of 1, of 2 */
#endif
#ifndef M1
#define M1 1
#endif
#ifndef M2
#define M2 1
#endif
#ifndef EXTENT0
#define EXTENT0 1          /* granules of a message of writer 0; the others send short ones */
#endif
#ifndef DEATHS
#define DEATHS 0           /* processes that may be killed */
#endif
#ifndef STOPS
#define STOPS 0            /* writers that may stop for ever, alive */
#endif
#ifndef REVOCATIONS
#define REVOCATIONS 0      /* at most: the grace of a living writer may be over at any time */
#endif
#ifndef EXCLUSIVE
#define EXCLUSIVE 0        /* 1: a publisher may be exclusive; 2: a subscriber; 3: either */
#endif
#ifndef LANE1
#define LANE1 0            /* the writers are threads that share one endpoint's lane 1 */
#endif
#ifndef REUSE
#define REUSE 0            /* the writers come one by one and take the same endpoint number */
#endif
#ifndef PROBE
#define PROBE 0            /* the last writer comes when the others are gone or stopped */
#endif
#ifndef EXACT
#define EXACT 0            /* may all be killed and stopped from the start: for mutants alone */
#endif
#ifndef SWEEPS
#define SWEEPS 0           /* granules whose words are renewed */
#endif

/* ---- the mutants: README.md ------------------------------------------------------------------ */

c_decl { static int mutant; }
#define MUTANT(number) c_expr { mutant == number }
#define NO_DOUBT            MUTANT (1)
#define NO_HEAVY_FENCE      MUTANT (2)
#define NO_LOOK             MUTANT (3)
#define BURY_BLIND          MUTANT (4)
#define BURY_EARLY_LOOK     MUTANT (5)
#define RECLAIM_BUSY        MUTANT (6)
#define RECLAIM_REVOKED     MUTANT (7)
#define CARRY_SAME_LAP      MUTANT (8)
#define NO_GAP              MUTANT (9)
#define NO_SPACE_CHECK      MUTANT (10)
#define TRUST_HINT          MUTANT (11)
#define TAKE_UNCOMMITTED    MUTANT (12)
#define RESERVE_BY_STORE    MUTANT (13)
#define ROUND_FOR_EVER      MUTANT (14)
#define NO_X                MUTANT (15)
#define X_COUNTS_ALWAYS     MUTANT (16)
#define CON_BEFORE_PUB      MUTANT (17)
#define NOT_ALONE           MUTANT (18)
#define NO_LOCK_TO_RESERVE  MUTANT (19)
#define NO_LOCK_TO_COMMIT   MUTANT (20)
#define NO_CLEAN            MUTANT (21)
#define NO_SECOND_CLEAN     MUTANT (22)
#define ONE_ACKNOWLEDGEMENT MUTANT (23)
#define NO_CARRY            MUTANT (24)
#define TAKE_BY_STORE       MUTANT (25)
#define SWEEP_TOO_FAR       MUTANT (26)
#define SWEEP_BY_STORE      MUTANT (27)
#define SWEEP_PUB_BY_STORE  MUTANT (28)
#define LATE_PUB            MUTANT (29)

/* ---- words ----------------------------------------------------------------------------------- */

#define BUSY 1
#define READY 2
#define DONE 4
#define DOUBT 5
#define REVOKED 6
#define NOBODY 0

#define CON(lap, kind, owner, extent) ((lap) << 9 | (kind) << 6 | (owner) << 3 | (extent))
#define LAP(con) ((con) >> 9)
#define KIND(con) (((con) >> 6) & 7)
#define OWNER(con) (((con) >> 3) & 7)
#define EXTENT(con) ((con) & 7)
#define WITH_KIND(con, kind, owner) CON (LAP (con), kind, owner, EXTENT (con))
#define PUB(lap, x) ((lap) << 1 | (x))

#define INDEX(p) ((p) % N)
#define LAP_OF(p) ((p) / N + 1)
#define IS_OLDER(con, p) (LAP (con) < LAP_OF (p))
#define IS_NEWER(con, p) (LAP (con) > LAP_OF (p))

/* pub with X counts only under READY */
#define IS_COMMITTED(con, p) \
  (pub[INDEX (p)] == PUB (LAP (con), 0) || \
   ((KIND (con) == READY || X_COUNTS_ALWAYS) && pub[INDEX (p)] == PUB (LAP (con), 1)))

/* ---- processes ------------------------------------------------------------------------------- */

#define PROCESSES (WRITERS + READERS)
#if LANE1 || REUSE
#define OWNER_OF(writer) 1
#else
#define OWNER_OF(writer) ((writer) + 1)
#endif
#define EXTENT_OF(writer) ((writer) == 0 -> EXTENT0 : 1)
#define MESSAGES_OF(writer) ((writer) == 0 -> M0 : ((writer) == 1 -> M1 : M2))
#define MOST 4
#define MESSAGE(writer, n) ((writer) * MOST + (n) + 1)
#define WRITER_OF(message) (((message) - 1) / MOST)
#if PROBE
#define IS_PROBE(writer) ((writer) == WRITERS - 1)
#else
#define IS_PROBE(writer) false
#endif
#define IS_QUIET(writer) (gone[writer] || stopped[writer])

#if EXCLUSIVE
#define DEPTH 2
#else
#define DEPTH 1
#endif
#define TO_PUB 0
#define TO_CON 1

/* ---- shared memory --------------------------------------------------------------------------- */

short con[N];
byte pub[N];
byte pay[N];
byte head;
/* Hints are read as any value that they ever had: sets of positions, as bits. A run that would
 * go on beyond the last bit is cut; no configuration gets there. */
int ends = 1;
int cursors = 1;
#define KEEP_END(p) assert ((p) < 31); ends = ends | 1 << (p)
#define KEEP_CURSOR(p) cursors = cursors | 1 << (p)

/* ---- what the kernel and the processors know ------------------------------------------------- */

chan buffer[PROCESSES] = [DEPTH] of { bit, byte, short };
bool unlocked[8];                   /* by endpoint number: nobody holds its byte, "dead" */
bool lane_locked;
byte shared[2];                     /* read locks on a role's byte */
bool exclusive[2];                  /* the write lock on it */

byte deaths;
byte stops;
byte revocations = REVOCATIONS;
byte sweeps = SWEEPS;

/* ---- ghosts ---------------------------------------------------------------------------------- */

bool gone[WRITERS];                 /* has finished, or was killed */
bool stopped[WRITERS];
byte told_full[WRITERS];                 /* 1: was told FULL; 2: a reader has begun a search since */
byte readers_done;

bool used[N];                       /* belongs to a record that is not DONE */
byte holder[N];                     /* 1 + the writer that may write here */
byte message[N];                    /* of the record that begins here */
bool committed[WRITERS * MOST + 1]; /* must arrive */
bool returned[WRITERS * MOST + 1];  /* its call has returned TRUE */
bool taken[WRITERS * MOST + 1];
byte last[WRITERS];                 /* message taken of each writer */

hidden byte i_, g_, p_;
hidden short v_;
hidden byte to_;

#define FOR_EACH(variable, first, end, statement) \
  variable = first; do :: variable < end -> statement; variable++ :: else -> break od; variable = 0

/* Something became free: writers that were told FULL try again. The probe does not: it waits for a
 * reader that found nothing. */
inline made_room ()
{
  FOR_EACH (i_, 0, WRITERS, if :: !IS_PROBE (i_) -> told_full[i_] = 0 :: else fi)
}

inline is_reserved (position, extent, writer, number)
{
  d_step {
    message[INDEX (position)] = number;
    FOR_EACH (i_, 0, extent,
              g_ = INDEX (position + i_);
              assert (!used[g_]);                               /* no two live records overlap */
              assert (holder[g_] == 0 || gone[holder[g_] - 1]); /* nobody may still write here */
              used[g_] = true; holder[g_] = writer + 1);
    g_ = 0
  }
}

/* For good: the message must arrive, and its writer writes here no more. */
inline is_committed (position, extent)
{
  committed[message[INDEX (position)]] = true;
  FOR_EACH (i_, 0, extent, holder[INDEX (position + i_)] = 0)
}

inline is_done (position, extent)
{
  FOR_EACH (i_, 0, extent, used[INDEX (position + i_)] = false);
  made_room ()
}

inline is_given_up (position, extent)
{
  FOR_EACH (i_, 0, extent, holder[INDEX (position + i_)] = 0);
  is_done (position, extent)
}

/* A reader got message `m` out of the record at `position`. */
inline is_taken (position, m)
{
  assert (m > 0 && m == message[INDEX (position)]); /* undamaged, */
  assert (committed[m]);                            /* committed, */
  assert (!taken[m]);                               /* once, */
  assert (m > last[WRITER_OF (m)]);                 /* and in its writer's order */
  last[WRITER_OF (m)] = m;
  taken[m] = true
}

/* ---- stores ---------------------------------------------------------------------------------- */

/* The oldest store of `process` becomes visible. */
inline flush_one (process)
{
  buffer[process]?to_, p_, v_;
  g_ = INDEX (p_);
  printf ("  a store of process %d becomes visible, to position %d\n", process, p_);
  if
  :: to_ == TO_PUB ->
     pub[g_] = v_;
     assert (holder[g_] == process + 1); /* or it writes into another's record */
     if
     :: (v_ & 1) == 0 && con[g_] == CON (LAP_OF (p_), BUSY, OWNER_OF (process), EXTENT (con[g_])) ->
        is_committed (p_, EXTENT (con[g_]))
     :: else /* X, or DOUBT, which decides later, or REVOKED */
     fi
  :: to_ == TO_CON && KIND (v_) == READY ->
     con[g_] = v_;
     is_committed (p_, EXTENT (v_))
  :: else ->
     assert (used[g_] && LAP (con[g_]) == LAP (v_)); /* the record that was taken is still there */
     con[g_] = v_;
     is_done (p_, EXTENT (v_))
  fi;
  g_ = 0; p_ = 0; v_ = 0; to_ = 0
}

inline flush (process)
{
  d_step { do :: nempty (buffer[process]) -> flush_one (process) :: else -> break od }
}

proctype StoreBuffers ()
{
end:
  do
  :: d_step { nempty (buffer[0]) -> flush_one (0) }
#if PROCESSES > 1
  :: d_step { nempty (buffer[1]) -> flush_one (1) }
#endif
#if PROCESSES > 2
  :: d_step { nempty (buffer[2]) -> flush_one (2) }
#endif
#if PROCESSES > 3
  :: d_step { nempty (buffer[3]) -> flush_one (3) }
#endif
  od
}

/* Everybody's: membarrier. */
inline heavy_fence ()
{
  flush (0);
#if PROCESSES > 1
  flush (1);
#endif
#if PROCESSES > 2
  flush (2);
#endif
#if PROCESSES > 3
  flush (3);
#endif
}

/* ---- swaps that several make ----------------------------------------------------------------- */

/* The owner of `old` was seen dead after `old` was read, and then whether it had committed. */
inline bury_swap (position, old, keep)
{
  if
  :: con[INDEX (position)] == old ->
     assert (holder[INDEX (position)] == 0 || gone[holder[INDEX (position)] - 1]);
     if
     :: keep ->
        con[INDEX (position)] = WITH_KIND (old, READY, NOBODY);
        is_committed (position, EXTENT (old));
        printf ("  position %d: READY, its dead owner had committed\n", position)
     :: else ->
        con[INDEX (position)] = WITH_KIND (old, DONE, NOBODY);
        is_given_up (position, EXTENT (old));
        printf ("  position %d: DONE, its dead owner had not committed\n", position)
     fi
  :: else
  fi
}

#define STEP if :: atomic {

/* ================================================================================================
 * Publishers: attach.c, chain.c, enqueue.c
 * ============================================================================================== */

#define NONE 255
#define END_MAY_DIE \
  } \
  :: atomic { deaths > 0 -> deaths-- }; goto killed \
  :: atomic { stops > 0 && !IS_PROBE (me) -> stops-- }; goto stop \
  fi

#define IS_MINE(con) (OWNER (con) == OWNER_OF (me))
#define NEEDS_CLEANING(con, p) \
  (KIND (con) == REVOKED || KIND (con) == DOUBT || (KIND (con) == BUSY && !IS_COMMITTED (con, p)))

/* clean() of attach.c: what the dead owner of a number left is settled. */
#define CLEAN(again, done, is_mine) \
again: \
  STEP \
    word = con[INDEX (p)]; \
    if \
    :: IS_OLDER (word, p) -> goto done \
    :: IS_NEWER (word, p) && head > p -> p = head; goto again \
    :: else -> skip \
    fi; \
    if \
    :: LAP (word) == LAP_OF (p) && IS_MINE (word) && NEEDS_CLEANING (word, p) && \
       (is_mine || unlocked[OWNER_OF (me)]) -> skip \
    :: else -> p = p + EXTENT (word); goto again \
    fi \
  END_MAY_DIE; \
  STEP keep = KIND (word) != REVOKED && IS_COMMITTED (word, p) END_MAY_DIE; \
  STEP \
    bury_swap (p, word, keep); \
    if :: !is_mine -> p = p + EXTENT (word) :: else fi; \
    goto again \
  END_MAY_DIE; \
done:

proctype Publisher (byte me)
{
  short word, hole;       /* the words read at p and at f */
  byte p, f, first;       /* the chain's end; reclaiming: where it is, and head when it began */
  byte pin = NONE;        /* the living owner's hole that holds head */
  byte carried;           /* by how much this call has moved the end by carrying */
  byte sent;
#if SWEEPS
  byte granule;
#endif
  byte extent = EXTENT_OF (me);
  bool keep, alone, waited, placed;
#if REUSE
  bool has_number = (me == 0);
#endif

  /* ---- open: one alone of its role, or with others of its kind ------------------------------- */
  if
  :: atomic {
       (!IS_PROBE (me) || IS_QUIET (0)) &&
       (!IS_PROBE (me) || WRITERS < 3 || IS_QUIET (WRITERS - 2)) &&
       (!REUSE || me == 0 || gone[0]);
       if
       :: !exclusive[0] || NOT_ALONE -> shared[0]++
#if EXCLUSIVE & 1
       :: (!exclusive[0] && shared[0] == 0) || NOT_ALONE -> exclusive[0] = true; alone = true
#endif
       fi
     }
  :: atomic { deaths > 0 -> deaths-- }; goto outside
  fi;
#if REUSE
  if
  :: me == 0 -> goto attached
  :: else -> skip
  fi;
  if :: NO_CLEAN -> goto clean :: else fi;
  STEP p = head END_MAY_DIE;
  CLEAN (before, clean, false);
  STEP unlocked[1]; unlocked[1] = false; has_number = true END_MAY_DIE;
  if :: NO_CLEAN || NO_SECOND_CLEAN -> goto cleaned :: else fi;
  STEP p = head END_MAY_DIE;
  CLEAN (behind, cleaned, true);
  STEP /* ghost: no old word of this number is left that could be taken for one of ours */
    FOR_EACH (i_, 0, N, assert (!(used[i_] && IS_MINE (con[i_]) && holder[i_] != 0)))
  END_MAY_DIE;
attached:
#endif

next_message:
  atomic {
    if
    :: sent == MESSAGES_OF (me) -> goto leave
    :: else -> waited = false
    fi
  }

  /* ---- reserve() of enqueue.c ---------------------------------------------------------------- */
reserve:
#if LANE1
  if
  :: NO_LOCK_TO_RESERVE -> skip
  :: else -> STEP !lane_locked; lane_locked = true END_MAY_DIE
  fi;
#endif
  if
  :: placed -> goto make_room /* the only publisher knows where the chain ends */
  :: else
  fi;
  STEP /* the private place, or the shared hint; one before head is not believed */
    carried = 0;
    p = 0; do :: ends >> p & 1 -> break :: ends >> (p + 1) != 0 -> p++ od;
    if :: TRUST_HINT -> word = con[INDEX (p)]; goto swap :: else fi;
    p = (p < head -> head : p);
    goto walk
  END_MAY_DIE;

  /* ---- find_end() of chain.c, ipq_chain_step_over() ------------------------------------------ */
find_end:
  STEP p = (p < head -> head : p) END_MAY_DIE;
walk:
  STEP
    word = con[INDEX (p)];
    if
    :: IS_OLDER (word, p) -> goto make_room
    :: IS_NEWER (word, p) -> skip
    :: else -> assert (EXTENT (word) > 0); p = p + EXTENT (word); word = 0; goto walk
    fi
  END_MAY_DIE;
  STEP
    if
    :: head > p -> p = head
    :: else -> assert (EXTENT (word) > 0); p = p + EXTENT (word)
    fi;
    word = 0;
    goto walk
  END_MAY_DIE;

  /* ---- ipq_chain_make_room(): the shared head, reclaim() ------------------------------------- */
make_room:
  STEP
    if
    :: p + extent <= head + N || NO_SPACE_CHECK -> goto swap
    :: else -> first = head; f = head; pin = NONE
    fi
  END_MAY_DIE;
reclaim:
  STEP
    if
    :: f + N >= p + extent + N / 4 -> goto move_head
    :: else -> hole = con[INDEX (f)]
    fi;
    if
    :: IS_OLDER (hole, f) -> goto move_head
    :: IS_NEWER (hole, f) -> goto stands_at_newer
    :: else
    fi;
    if
    :: KIND (hole) == DONE -> f = f + EXTENT (hole); hole = 0; goto reclaim
    :: (KIND (hole) == BUSY && RECLAIM_BUSY) || (KIND (hole) == REVOKED && RECLAIM_REVOKED) ->
       f = f + EXTENT (hole); goto reclaim
    :: else
    fi;
    if
    :: KIND (hole) == READY -> goto look_again
    :: KIND (hole) == REVOKED -> goto ask_for_owner
    :: else
    fi
  END_MAY_DIE;
  /* is_passable() */
  STEP
    if
    :: IS_COMMITTED (hole, f) -> goto look_again
    :: else
    fi
  END_MAY_DIE;
ask_for_owner: /* ipq_record_is_dead() */
  STEP
    if
    :: unlocked[OWNER (hole)] -> skip
    :: !unlocked[OWNER (hole)] && KIND (hole) == REVOKED -> pin = f; goto look_again
    :: else -> goto look_again
    fi
  END_MAY_DIE;
  /* ipq_record_bury() */
  STEP keep = KIND (hole) != REVOKED && IS_COMMITTED (hole, f) && !BURY_BLIND END_MAY_DIE;
  STEP bury_swap (f, hole, keep); keep = false END_MAY_DIE;
look_again:
  STEP
    if
    :: con[INDEX (f)] == hole -> goto move_head
    :: else -> pin = NONE; hole = 0; goto reclaim
    fi
  END_MAY_DIE;
stands_at_newer: /* somebody else moved head, or a hole was carried on */
  STEP
    if
    :: head != first -> first = head; f = head
    :: else -> f = f + EXTENT (hole)
    fi;
    hole = 0;
    goto reclaim
  END_MAY_DIE;
move_head:
#if SWEEPS
  /* ipq_ring_sweep() of sweep.c: one granule, any */
  if
  :: f != first && sweeps > 0 ->
     STEP
       if
       :: sweeps > 0 -> sweeps--
       :: else -> goto swept
       fi;
       granule = 0; do :: granule < N - 1 -> granule++ :: break od;
       hole = con[granule];
       if
       :: LAP (hole) < LAP_OF (first) - (SWEEP_TOO_FAR -> 0 : 1) -> skip
       :: else -> goto sweep_pub
       fi
     END_MAY_DIE;
     STEP
       flush (me);
       if
       :: con[granule] == hole || SWEEP_BY_STORE ->
          con[granule] = CON (LAP_OF (first) - (SWEEP_TOO_FAR -> 0 : 1),
                              KIND (hole), OWNER (hole), EXTENT (hole));
          printf ("publisher %d: renews the word of granule %d\n", me, granule)
       :: else
       fi
     END_MAY_DIE;
sweep_pub:
     STEP
       hole = pub[granule];
       if
       :: hole >> 1 < LAP_OF (first) - 1 -> skip
       :: else -> goto swept
       fi
     END_MAY_DIE;
     STEP
       flush (me);
       if
       :: pub[granule] == hole || SWEEP_PUB_BY_STORE ->
          pub[granule] = PUB (LAP_OF (first) - 1, hole & 1)
       :: else
       fi
     END_MAY_DIE
  :: skip
  fi;
swept:
  granule = 0;
#endif
  if
  :: f != first ->
     STEP
       flush (me);
       if
       :: head == first -> head = f; printf ("publisher %d: head is %d\n", me, f)
       :: else
       fi
     END_MAY_DIE
  :: else
  fi;
  STEP
    f = 0; first = 0; hole = 0;
    if
    :: p + extent <= head + N -> pin = NONE; goto find_end
    :: else
    fi
  END_MAY_DIE;
  STEP
    if
    :: con[INDEX (p)] != word -> pin = NONE; goto find_end /* the chain grew */
    :: con[INDEX (p)] == word && (pin == NONE || NO_CARRY) -> goto is_full
    :: else
    fi;
    assert (carried <= 2 * N); /* holes are not carried round and round */
    if
    :: carried > N && !ROUND_FOR_EVER -> goto is_full
    :: else
    fi
  END_MAY_DIE;

  /* ---- carry(): fills the gap up to the hole's place in the next lap, lifts the hole --------- */
  STEP
    hole = con[INDEX (pin)];
    if
    :: LAP (hole) != LAP_OF (pin) || KIND (hole) != REVOKED || p < pin || p > pin + N ->
       pin = NONE; hole = 0; goto find_end /* settled meanwhile */
    :: else ->
       if
       :: pin + EXTENT (hole) == p -> goto is_full
       :: else
       fi
    fi
  END_MAY_DIE;
  STEP /* is_worth_carrying() */
    f = pin + EXTENT (hole);
    if
    :: LAP (con[INDEX (f)]) == LAP_OF (f) && KIND (con[INDEX (f)]) != DONE &&
       KIND (con[INDEX (f)]) != REVOKED -> goto is_full
    :: else -> f = 0
    fi
  END_MAY_DIE;
  STEP
    flush (me);
    if
    :: NO_GAP -> word = hole; p = pin + N
    :: else
    fi;
    if
    :: p < pin + N && con[INDEX (p)] == word ->
       f = pin + N - p;
       con[INDEX (p)] = CON (LAP_OF (p), DONE, NOBODY, f);
       carried = carried + f;
       KEEP_END (p + f);
       FOR_EACH (i_, 0, f, assert (!used[INDEX (p + i_)])); /* the gap is free memory */
       printf ("publisher %d: fills the gap of %d granules at %d\n", me, f, p)
    :: p == pin + N && con[INDEX (pin)] == hole ->
       con[INDEX (pin)] = CON (LAP (hole) + (CARRY_SAME_LAP -> 0 : 1),
                              KIND (hole), OWNER (hole), EXTENT (hole));
       carried = carried + EXTENT (hole);
       KEEP_END (p + EXTENT (hole));
       printf ("publisher %d: carries the hole at %d into the next lap\n", me, pin)
    :: else
    fi;
    if
    :: CARRY_SAME_LAP -> p = p + EXTENT (hole)
    :: else
    fi;
    pin = NONE; hole = 0; f = 0;
    goto find_end
  END_MAY_DIE;

  /* ---- IPQ_FULL: try again when something became free ---------------------------------------- */
is_full:
  STEP
    printf ("publisher %d: FULL, the end is at %d and head at %d\n", me, p, head);
#if STOPS < N
    assert (!(IS_PROBE (me) && waited)); /* full, though a reader found nothing */
#else
    if
    :: IS_PROBE (me) && waited -> goto leave /* holes of the living are all that there is */
    :: else -> skip
    fi;
#endif
    waited = IS_PROBE (me);
    told_full[me] = 1;
    word = 0; hole = 0; p = (placed -> p : 0); f = 0; first = 0; pin = NONE; carried = 0;
#if LANE1
    if
    :: NO_LOCK_TO_RESERVE -> skip
    :: else -> lane_locked = false
    fi
#endif
  END_MAY_DIE;
end_full:
  STEP told_full[me] == 0; goto reserve END_MAY_DIE;

  /* ---- the swap that reserves, the copy ------------------------------------------------------ */
swap:
  if
  :: alone -> skip
  :: else ->
     STEP
       flush (me);
       if
       :: con[INDEX (p)] == word || RESERVE_BY_STORE ->
          con[INDEX (p)] = CON (LAP_OF (p), BUSY, OWNER_OF (me), extent);
          KEEP_END (p + extent);
          is_reserved (p, extent, me, MESSAGE (me, sent));
          printf ("publisher %d: reserves position %d for message %d\n", me, p, MESSAGE (me, sent))
       :: else -> hole = 0; f = 0; goto find_end
       fi;
       word = 0; carried = 0;
#if LANE1
       if
       :: NO_LOCK_TO_RESERVE -> skip
       :: else -> lane_locked = false
       fi
#endif
     END_MAY_DIE
  fi;
  STEP
    if
    :: alone ->
       is_reserved (p, extent, me, MESSAGE (me, sent));
       word = 0; carried = 0;
       printf ("publisher %d: writes message %d at position %d, alone\n", me, MESSAGE (me, sent), p)
    :: else
    fi;
    pay[INDEX (p)] = MESSAGE (me, sent)
  END_MAY_DIE;
  if
  :: extent == 2 -> STEP pay[INDEX (p + 1)] = MESSAGE (me, sent) END_MAY_DIE
  :: else
  fi;

  /* ---- commit() of enqueue.c ----------------------------------------------------------------- */
  if
  :: alone -> goto commit_alone
  :: else
  fi;
#if LANE1
  if
  :: NO_LOCK_TO_COMMIT -> skip
  :: else -> STEP !lane_locked; lane_locked = true END_MAY_DIE
  fi;
#endif
  STEP
    buffer[me]!TO_PUB, p, PUB (LAP_OF (p), 0);
    printf ("publisher %d: commits position %d, into its store buffer\n", me, p)
  END_MAY_DIE;
  if
  :: NO_LOOK -> goto accepted
  :: else
  fi;
  STEP /* with no fence of its own */
    word = con[INDEX (p)];
    if
    :: KIND (word) == BUSY && IS_MINE (word) && LAP (word) == LAP_OF (p) -> goto accepted
    :: else -> word = 0
    fi
  END_MAY_DIE;
  /* settle_own() */
  STEP flush (me); word = con[INDEX (p)] END_MAY_DIE;
  if
  :: KIND (word) == DOUBT && IS_MINE (word) ->
     STEP
       if
       :: con[INDEX (p)] == word ->
          assert (message[INDEX (p)] == MESSAGE (me, sent) && LAP (word) == LAP_OF (p)); /* mine */
          con[INDEX (p)] = WITH_KIND (word, READY, NOBODY);
          is_committed (p, extent);
          printf ("publisher %d: finds DOUBT at %d, makes it READY\n", me, p);
          goto accepted
       :: else -> word = con[INDEX (p)]
       fi
     END_MAY_DIE
  :: else
  fi;
  if
  :: KIND (word) == REVOKED && IS_MINE (word) -> word = 0
  :: else -> goto accepted
  fi;

  /* ---- ipq_record_acknowledge() of settle.c -------------------------------------------------- */
acknowledge:
  STEP
    word = con[INDEX (p)];
    if
    :: KIND (word) != REVOKED || !IS_MINE (word) -> goto send_again
    :: else
    fi
  END_MAY_DIE;
  if
  :: LATE_PUB -> skip
  :: else -> STEP buffer[me]!TO_PUB, p, PUB (LAP (word) - 1, 0) END_MAY_DIE
  fi;
  STEP
    flush (me);
    if
    :: con[INDEX (p)] == word ->
       assert (holder[INDEX (p)] == me + 1); /* mine */
       con[INDEX (p)] = WITH_KIND (word, DONE, NOBODY);
       is_given_up (p, extent);
       printf ("publisher %d: finds REVOKED at %d, gives the place back\n", me, p);
       if
       :: LATE_PUB -> buffer[me]!TO_PUB, p, PUB (LAP (word) - 1, 0)
       :: else
       fi;
       goto send_again
    :: else -> word = 0 /* carried meanwhile */
    fi;
    if
    :: ONE_ACKNOWLEDGEMENT -> goto send_again
    :: else -> goto acknowledge
    fi
  END_MAY_DIE;
send_again:
  atomic {
    assert (holder[INDEX (p)] != me + 1); /* or nobody would ever give it back */
    word = 0; p = 0;
#if LANE1
    if
    :: NO_LOCK_TO_COMMIT -> skip
    :: else -> lane_locked = false
    fi;
#endif
    goto reserve
  }

  /* ---- exclusive: pub with X, then con, both by plain stores --------------------------------- */
commit_alone:
  STEP
    if
    :: CON_BEFORE_PUB -> buffer[me]!TO_CON, p, CON (LAP_OF (p), READY, NOBODY, extent)
    :: else -> buffer[me]!TO_PUB, p, PUB (LAP_OF (p), (NO_X -> 0 : 1))
    fi
  END_MAY_DIE;
  STEP
    if
    :: CON_BEFORE_PUB -> buffer[me]!TO_PUB, p, PUB (LAP_OF (p), 1)
    :: else -> buffer[me]!TO_CON, p, CON (LAP_OF (p), READY, NOBODY, extent)
    fi;
    KEEP_END (p + extent);
    printf ("publisher %d: commits position %d, alone, into its store buffer\n", me, p)
  END_MAY_DIE;

  /* ---- the call returns TRUE ----------------------------------------------------------------- */
accepted:
  atomic {
    returned[MESSAGE (me, sent)] = true;
    sent++; word = 0;
    placed = alone;
    p = (alone -> p + extent : 0);
#if LANE1
    if
    :: NO_LOCK_TO_COMMIT -> skip
    :: else -> lane_locked = false
    fi;
#endif
    goto next_message
  }

  /* ---- the end ------------------------------------------------------------------------------- */
stop:
  atomic {
    flush (me);
    stopped[me] = true;
    printf ("publisher %d: stopped for ever\n", me)
  }
end_stopped:
  false;
killed:
  atomic { printf ("publisher %d: killed\n", me) }
leave:
  atomic {
    flush (me);
    if
    :: alone -> /* what was written and not committed is free */
       exclusive[0] = false;
       FOR_EACH (i_, 0, N,
                 if :: holder[i_] == me + 1 -> used[i_] = false; holder[i_] = 0 :: else fi)
    :: else -> shared[0]--
    fi;
    gone[me] = true;
#if REUSE
    unlocked[1] = unlocked[1] || has_number;
    has_number = false;
#elif LANE1
    unlocked[1] = gone[0] && gone[1] && gone[WRITERS - 1];
#else
    unlocked[OWNER_OF (me)] = true;
#endif
    made_room ()
  };
outside:
  atomic {
    gone[me] = true;
    word = 0; hole = 0; p = 0; f = 0; first = 0; pin = 0; carried = 0; sent = 0; extent = 0;
    keep = false; alone = false; waited = false; placed = false
  }
}

/* ================================================================================================
 * Subscribers: dequeue.c, settle.c
 * ============================================================================================== */

#undef END_MAY_DIE
#define END_MAY_DIE \
  } \
  :: atomic { deaths > 0 -> deaths-- }; goto killed \
  fi
#define ID (WRITERS + me)

proctype Subscriber (byte me)
{
  short word;
  byte r, m;
  bool keep, alone, quiet;

open:
  atomic {
    if
    :: !exclusive[1] || NOT_ALONE -> shared[1]++
#if EXCLUSIVE & 2
    :: (!exclusive[1] && shared[1] == 0) || NOT_ALONE -> exclusive[1] = true; alone = true
#endif
    fi;
    r = head
  }

  /* ---- start_of_search() --------------------------------------------------------------------- */
search:
  STEP
    quiet = true;
    FOR_EACH (i_, 0, WRITERS,
              quiet = quiet && IS_QUIET (i_);
              if :: told_full[i_] == 1 -> told_full[i_] = 2 :: else fi);
    if
    :: skip
    :: cursors >> (r + 1) != 0 ->
       r++; do :: cursors >> r & 1 -> break :: cursors >> (r + 1) != 0 -> r++ od
    fi
  END_MAY_DIE;

  /* ---- find_committed() ---------------------------------------------------------------------- */
find:
  STEP
    word = con[INDEX (r)];
    if
    :: IS_OLDER (word, r) -> goto is_empty
    :: IS_NEWER (word, r) -> goto step_over
    :: else -> assert (EXTENT (word) > 0)
    fi;
    if
    :: KIND (word) == DONE || KIND (word) == REVOKED -> r = r + EXTENT (word); word = 0; goto find
    :: else
    fi
  END_MAY_DIE;
  /* examine() */
  STEP
    if
    :: (IS_COMMITTED (word, r) || TAKE_UNCOMMITTED) && KIND (word) != DOUBT -> goto take
    :: IS_COMMITTED (word, r) && KIND (word) == DOUBT -> goto make_ready
    :: else -> assert (KIND (word) != READY || con[INDEX (r)] != word) /* READY without a length */
    fi;
    if
    :: KIND (word) == READY -> word = 0; goto find
    :: else -> skip
    fi
  END_MAY_DIE;
  /* meet_uncommitted(): the grace may be over at any time */
  STEP
    if
    :: unlocked[OWNER (word)] -> skip
    :: !unlocked[OWNER (word)] && (KIND (word) == DOUBT || revocations > 0) -> goto revoke
    :: !unlocked[OWNER (word)] -> word = 0; goto search /* IPQ_EMPTY */
    fi
  END_MAY_DIE;
  /* ipq_record_bury() */
  if
  :: BURY_EARLY_LOOK -> keep = false /* what was seen before the owner was asked for */
  :: else -> STEP keep = IS_COMMITTED (word, r) && !BURY_BLIND END_MAY_DIE
  fi;
  STEP bury_swap (r, word, keep); keep = false; word = 0; goto find END_MAY_DIE;
step_over:
  STEP
    if
    :: head > r -> r = head
    :: else -> assert (EXTENT (word) > 0); r = r + EXTENT (word)
    fi;
    word = 0;
    goto find
  END_MAY_DIE;
make_ready:
  STEP
    if
    :: con[INDEX (r)] == word ->
       con[INDEX (r)] = WITH_KIND (word, READY, NOBODY);
       is_committed (r, EXTENT (word))
    :: else
    fi;
    word = 0;
    goto find
  END_MAY_DIE;

  /* ---- ipq_record_revoke() of settle.c ------------------------------------------------------- */
revoke:
  if
  :: KIND (word) == BUSY && !NO_DOUBT ->
     STEP
       if
       :: con[INDEX (r)] == word && revocations > 0 ->
          revocations--;
          word = WITH_KIND (word, DOUBT, OWNER (word));
          con[INDEX (r)] = word;
          printf ("subscriber %d: doubts position %d\n", me, r)
       :: else -> word = 0; goto find
       fi
     END_MAY_DIE
  :: else
  fi;
  if
  :: NO_HEAVY_FENCE -> skip
  :: else -> STEP heavy_fence () END_MAY_DIE
  fi;
  STEP keep = IS_COMMITTED (word, r) END_MAY_DIE;
  STEP
    if
    :: con[INDEX (r)] == word && keep ->
       con[INDEX (r)] = WITH_KIND (word, READY, NOBODY);
       is_committed (r, EXTENT (word));
       printf ("subscriber %d: position %d is committed after all: READY\n", me, r)
    :: con[INDEX (r)] == word && !keep ->
       con[INDEX (r)] = WITH_KIND (word, REVOKED, OWNER (word));
       if :: NO_DOUBT && revocations > 0 -> revocations-- :: else fi;
       printf ("subscriber %d: revokes position %d\n", me, r)
    :: else
    fi;
    keep = false; word = 0;
    goto find
  END_MAY_DIE;

  /* ---- the copy, and the swap (or, alone, the store) that takes ------------------------------ */
take:
  STEP m = pay[INDEX (r)] END_MAY_DIE;
  if
  :: EXTENT (word) == 2 -> STEP m = (pay[INDEX (r + 1)] == m -> m : 0) END_MAY_DIE
  :: else
  fi;
  STEP
    if
    :: alone ->
       buffer[ID]!TO_CON, r, WITH_KIND (word, DONE, NOBODY);
       is_taken (r, m);
       printf ("subscriber %d: takes message %d at %d, alone, into its store buffer\n", me, m, r)
    :: !alone && (con[INDEX (r)] == word || TAKE_BY_STORE) ->
       is_taken (r, m);
       con[INDEX (r)] = WITH_KIND (word, DONE, NOBODY);
       is_done (r, EXTENT (word));
       printf ("subscriber %d: takes message %d at %d\n", me, m, r)
    :: else -> word = 0; m = 0; goto find /* another was faster */
    fi;
    r = r + EXTENT (word);
    KEEP_CURSOR (r);
    word = 0; m = 0;
    goto search
  END_MAY_DIE;

  /* ---- IPQ_EMPTY ----------------------------------------------------------------------------- */
is_empty:
  atomic {
    word = 0;
    FOR_EACH (i_, 0, WRITERS, if :: told_full[i_] == 2 -> told_full[i_] = 0 :: else fi);
    if
    :: quiet -> skip
    :: else -> goto search
    fi
  }
leave:
  atomic {
    flush (ID);
    readers_done++;
    r = 0;
    if
    :: readers_done == READERS ->
       d_step {
         FOR_EACH (i_, 1, WRITERS * MOST + 1,
                   assert (!returned[i_] || taken[i_]);  /* nothing is lost */
                   assert (!committed[i_] || taken[i_])) /* and what the killed committed is kept */
       }
    :: else
    fi;
    goto left
  }

  /* ---- another takes the place of one that was killed ---------------------------------------- */
killed:
  atomic {
    printf ("subscriber %d: killed, another comes\n", me);
    flush (ID);
    if
    :: alone -> exclusive[1] = false
    :: else -> shared[1]--
    fi;
    word = 0; m = 0; r = 0; keep = false; alone = false; quiet = false;
    goto open
  }
left:
}

init {
  atomic {
    c_code { char *m = getenv ("MODEL_MUTANT"); mutant = m ? atoi (m) : 0; };
    /* So many, chosen now: who may be killed at any time is never found waiting for ever. */
    do :: !EXACT -> break :: deaths < DEATHS -> deaths++ :: EXACT && deaths == DEATHS -> break od;
    do :: !EXACT -> break :: stops < STOPS -> stops++ :: EXACT && stops == STOPS -> break od;
    byte i = 0;
    do :: i < WRITERS -> run Publisher (i); i++ :: else -> break od;
    i = 0;
    do :: i < READERS -> run Subscriber (i); i++ :: else -> break od;
    i = 0;
    run StoreBuffers ()
  }
}
