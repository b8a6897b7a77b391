/* SPDX-License-Identifier: MIT */
/* The bell: src/core/platform/bell.c and the waiting of src/core/native/wait.c, step by step,
 * with ringers and sleepers that may be killed at any step. README.md is the reading guide.
 *
 * The ring is a number of messages here (or, with ROOM, of free places). A ringer's news is a
 * plain store: it sits in a store buffer and leaves it at any time, at a swap of the ringer, at
 * a heavy fence of anybody, and when the ringer is killed.
 *
 * A sleeper wakes by itself (a nap) only when somebody was killed who held a ring in his hand:
 * `owed`. In all other runs the bell alone has to wake it. */

#ifndef SLEEPERS
#define SLEEPERS 2
#endif
#ifndef RINGERS
#define RINGERS 2
#endif
#ifndef NEWS
#define NEWS 1             /* of each ringer */
#endif
#ifndef DEATHS
#define DEATHS 1
#endif
#ifndef LEAVES
#define LEAVES 0           /* sleepers that may time out, are told to stop, or cannot take what is there */
#endif
#ifndef INTERRUPTS
#define INTERRUPTS 0       /* sleeper 0 is told to stop by another thread of its process */
#endif
#ifndef ROOM
#define ROOM 0             /* sleeper 0 needs two places, the others one: answer_all */
#endif
#ifndef OWN_FENCE
#define OWN_FENCE 0        /* heavy fences reach nobody else, and the bell's fence bit is set */
#endif

c_decl { static int mutant; }
#define MUTANT(number) c_expr { mutant == number }
#define NO_HEAVY_FENCE       MUTANT (1)
#define INTERRUPT_NO_STEP    MUTANT (2)
#define ANSWER_NO_STEP       MUTANT (3)
#define ANNOUNCE_NO_STEP     MUTANT (4)
#define NO_PASS_ON           MUTANT (5)
#define CLEAR_ALWAYS         MUTANT (6)
#define CLEAR_BLIND          MUTANT (7)
#define NO_LOOK              MUTANT (8)
#define WAKE_ONE_FOR_ROOM    MUTANT (9)
#define NO_FENCE_TO_ANSWER   MUTANT (10)
#define NO_RETRY             MUTANT (11)
#define FENCED_EARLY         MUTANT (12)
#define FENCED_BLIND         MUTANT (13)
#define FENCED_UNSEEN        MUTANT (14)

/* The word is a sequence, which never shows the same value twice, and the bits "somebody may
 * sleep" and "no heavy fence is needed". Of a value that somebody holds only one thing matters: is it still there? So the
 * sequence itself is left out: whoever changes the word makes the values stale that the others
 * hold. */
hidden byte i_;
#define PROCESSES (SLEEPERS + RINGERS)
bool sleeper_bit;
bool fenced_bit;
bool stale[PROCESSES + 1];      /* the word is not what the process has read or written last */

inline change (by)
{
  d_step {
    i_ = 0;
    do
    :: i_ < PROCESSES -> stale[i_] = true; i_++
    :: else -> break
    od;
    i_ = 0;
    stale[by] = false
  }
}

byte news;                      /* messages, or free places, that everybody can see */
bool buffered[RINGERS];         /* news in the ringer's store buffer */
bool asleep[SLEEPERS];          /* in the kernel's queue */
bool told_to_stop;

byte deaths;
byte leaves;
bool woken[SLEEPERS];           /* ghost: a ring was spent on it, and it has not looked since */
bool owed;                      /* ghost: one who was to ring, or was rung, was killed */

#if ROOM
#define NEED(sleeper) ((sleeper) == 0 -> 2 : 1)
#else
#define NEED(sleeper) 1
#endif

#define STEP if :: atomic {
#define END_MAY_DIE } :: atomic { deaths > 0 -> deaths-- }; goto killed fi

inline flush (ringer)
{
  if
  :: buffered[ringer] ->
     buffered[ringer] = false;
     news++;
     printf ("  the news of ringer %d becomes visible\n", ringer)
  :: else
  fi
}

proctype StoreBuffers ()
{
end:
  do
  :: atomic { buffered[0] -> flush (0) }
#if RINGERS > 1
  :: atomic { buffered[1] -> flush (1) }
#endif
#if RINGERS > 2
  :: atomic { buffered[2] -> flush (2) }
#endif
  od
}

inline heavy_fence ()
{
#if !OWN_FENCE
  flush (0);
#if RINGERS > 1
  flush (1);
#endif
#if RINGERS > 2
  flush (2);
#endif
#endif
  skip
}

/* ---- futexes: one system call is one step ---------------------------------------------------- */

/* Any sleeper may be the first in the kernel's queue. */
inline wake_one (found)
{
  found = false;
  if
  :: asleep[0] -> asleep[0] = false; woken[0] = true; found = true
#if SLEEPERS > 1
  :: asleep[1] -> asleep[1] = false; woken[1] = true; found = true
#endif
#if SLEEPERS > 2
  :: asleep[2] -> asleep[2] = false; woken[2] = true; found = true
#endif
  :: else
  fi
}

inline wake_all ()
{
  i_ = 0;
  do
  :: i_ < SLEEPERS ->
     if
     :: asleep[i_] -> asleep[i_] = false; woken[i_] = true
     :: else
     fi;
     i_++
  :: else -> break
  od;
  i_ = 0
}

/* look_again(), behind its fence. Changes the word if nobody waits. */
inline look_again (by)
{
  STEP was_bit = sleeper_bit; was_fenced = fenced_bit; stale[by] = false END_MAY_DIE;
  if
  :: was_fenced && !was_bit ->
     STEP
       if
       :: !stale[by] -> fenced_bit = false; change (by); printf ("  fences are needed again\n")
       :: else -> was_bit = sleeper_bit; stale[by] = false
       fi;
       was_fenced = false
     END_MAY_DIE
  :: else -> was_fenced = false
  fi
}

/* A ringer: who commits a message; with ROOM, who has taken one. */
#define ID (SLEEPERS + me)
proctype Ringer (byte me)
{
  byte rung;
  bool was_bit, was_fenced, found;

next:
  atomic {
    if
    :: rung == NEWS -> goto finished
    :: else -> rung++
    fi
  }
  STEP
    !buffered[me];
    buffered[me] = true;
    printf ("ringer %d: has news, in its store buffer\n", me)
  END_MAY_DIE;
  /* ipq_bell_asks(), after a light fence */
  STEP
    if
    :: !sleeper_bit && (!fenced_bit || FENCED_UNSEEN) && !OWN_FENCE -> goto next
    :: else -> skip
    fi
  END_MAY_DIE;
  /* ipq_bell_answer() */
  STEP
    if
    :: NO_FENCE_TO_ANSWER -> skip
    :: else -> flush (me)
    fi
  END_MAY_DIE;
  look_again (ID);
swap:
  if
  :: was_bit -> skip
  :: else -> goto next
  fi;
  STEP
    flush (me);
    if
    :: !stale[ID] ->
       if
       :: ANSWER_NO_STEP -> skip
       :: else -> change (ID)
       fi;
       if
       :: ROOM -> sleeper_bit = false
       :: else
       fi;
       printf ("ringer %d: changes the bell\n", me)
    :: else ->
       was_bit = sleeper_bit; stale[ID] = false;
       if
       :: NO_RETRY -> goto next
       :: else -> goto swap
       fi
    fi
  END_MAY_DIE;
  STEP
#if ROOM
    if
    :: WAKE_ONE_FOR_ROOM -> wake_one (found)
    :: else -> wake_all ()
    fi;
    found = true;
#else
    wake_one (found);
#endif
    printf ("ringer %d: wakes, found %d\n", me, found)
  END_MAY_DIE;
  if
  :: (!found || CLEAR_ALWAYS) && !ROOM ->
     STEP
       if
       :: !stale[ID] || CLEAR_BLIND ->
          sleeper_bit = false;
          change (ID);
          printf ("ringer %d: clears the bit\n", me)
       :: else
       fi
     END_MAY_DIE
  :: else
  fi;
  goto next;

killed:
  atomic {
    printf ("ringer %d: killed\n", me);
    flush (me);
    owed = true
  }
finished:
  atomic { was_bit = false; was_fenced = false; rung = 0; found = false; stale[ID] = false }
}

/* A sleeper: wait_for() and sleep_until_done(), for one message. */
proctype Sleeper (byte me)
{
  bool was_bit, was_fenced, leaving, found;

announce: /* ipq_bell_announce() */
  STEP was_bit = sleeper_bit; stale[me] = false END_MAY_DIE;
swap:
  STEP
    if
    :: !stale[me] ->
       if
       :: ANNOUNCE_NO_STEP && was_bit -> skip
       :: else -> change (me)
       fi;
       sleeper_bit = true;
       was_fenced = fenced_bit;
       if
       :: FENCED_EARLY -> fenced_bit = true
       :: else
       fi;
       printf ("sleeper %d: announces itself\n", me)
    :: else -> was_bit = sleeper_bit; stale[me] = false; goto swap
    fi
  END_MAY_DIE;
  if
  :: was_fenced || NO_HEAVY_FENCE -> skip
  :: else -> STEP heavy_fence () END_MAY_DIE
  fi;
#if !OWN_FENCE
  if
  :: was_fenced -> skip
  :: else ->
     STEP
       if
       :: !stale[me] || FENCED_BLIND -> fenced_bit = true; change (me)
       :: else
       fi
     END_MAY_DIE
  fi;
#endif
  was_fenced = false;
  /* reason_to_stop() */
  STEP
    if
    :: me == 0 && told_to_stop -> leaving = true; printf ("sleeper %d: is told to stop\n", me)
    :: !(me == 0 && told_to_stop)
    :: leaves > 0 -> leaves--; leaving = true; printf ("sleeper %d: is told to stop\n", me)
    fi
  END_MAY_DIE;
  if
  :: leaving -> goto pass_on
  :: else
  fi;
  /* the attempt */
  STEP
    if
    :: news >= NEED (me) && !NO_LOOK ->
       news = news - NEED (me);
       printf ("sleeper %d: takes\n", me);
       goto finished
    :: news >= NEED (me) && leaves > 0 ->
       leaves--;
       printf ("sleeper %d: has too small a buffer\n", me);
       goto pass_on
    :: else -> woken[me] = false
    fi;
    if
    :: true
    :: leaves > 0 -> leaves--; printf ("sleeper %d: its time is over\n", me); goto pass_on
    fi
  END_MAY_DIE;
  /* ipq_bell_sleep(): compares and sleeps in one */
  STEP
    if
    :: !stale[me] -> asleep[me] = true; printf ("sleeper %d: sleeps\n", me)
    :: else -> printf ("sleeper %d: the bell has changed\n", me); goto announce
    fi
  END_MAY_DIE;
end_asleep: /* the judge says whether it is right to be here for ever */
  STEP
    if
    :: !asleep[me] -> goto look /* woken */
    :: asleep[me] && owed -> asleep[me] = false; goto look /* a nap is over */
    :: asleep[me] && leaves > 0 -> asleep[me] = false; goto look
    fi
  END_MAY_DIE;
look: /* before it announces itself anew */
  STEP
    if
    :: news >= NEED (me) ->
       news = news - NEED (me);
       printf ("sleeper %d: wakes and takes\n", me);
       goto finished
    :: leaves > 0 -> goto announce /* it is too long for its buffer */
    :: else -> goto announce
    fi
  END_MAY_DIE;

pass_on: /* leaves with empty hands: the ring that woke it was for another */
  if
  :: NO_PASS_ON -> goto finished
  :: else
  fi;
  look_again (me);
pass_on_swap:
  if
  :: was_bit -> skip
  :: else -> goto finished
  fi;
  STEP
    if
    :: !stale[me] -> change (me)
    :: else -> was_bit = sleeper_bit; stale[me] = false; goto pass_on_swap
    fi
  END_MAY_DIE;
  STEP
    wake_one (found);
    printf ("sleeper %d: passes the ring on, found %d\n", me, found)
  END_MAY_DIE;
  if
  :: !found ->
     STEP
       if
       :: !stale[me] -> sleeper_bit = false; change (me)
       :: else
       fi
     END_MAY_DIE
  :: else
  fi;
  goto finished;

killed:
  atomic {
    printf ("sleeper %d: killed\n", me);
    if
    :: woken[me] -> owed = true
    :: else
    fi;
    asleep[me] = false
  }
finished:
  atomic {
    was_bit = false; was_fenced = false; leaving = false; found = false; woken[me] = false;
    stale[me] = false
  }
}

#if INTERRUPTS
/* ipq_endpoint_close() and the like: state, then ipq_bell_interrupt() */
proctype Interrupter ()
{
  told_to_stop = true;
  atomic {
    if
    :: INTERRUPT_NO_STEP -> skip
    :: else -> change (PROCESSES)
    fi
  }
  atomic { wake_all (); printf ("the interrupter wakes all\n") }
}
#endif

/* When nobody can do anything any more: does somebody sleep who should not? */
proctype Judge ()
{
end:
  atomic {
    timeout ->
    i_ = 0;
    do
    :: i_ < SLEEPERS ->
       assert (!(asleep[i_] && news >= NEED (i_)));
       assert (!(i_ == 0 && asleep[0] && told_to_stop));
       i_++
    :: else -> break
    od;
    i_ = 0
  }
}

init {
  atomic {
    c_code { char *m = getenv ("MODEL_MUTANT"); mutant = m ? atoi (m) : 0; };
    /* So many, chosen now: who may be killed at any time is never found waiting for ever. */
    do :: break :: deaths < DEATHS -> deaths++ od;
    do :: break :: leaves < LEAVES -> leaves++ od;
    byte i = 0;
    do :: i < SLEEPERS -> run Sleeper (i); i++ :: else -> break od;
    i = 0;
    do :: i < RINGERS -> run Ringer (i); i++ :: else -> break od;
    i = 0;
#if INTERRUPTS
    run Interrupter ();
#endif
    run StoreBuffers ();
    run Judge ()
  }
}
