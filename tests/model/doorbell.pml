/* SPDX-License-Identifier: MIT */
/* The doorbell: src/core/native/watch.c, platform/doorbell.c and bell.c, step by step, with ringers,
 * watchers who poll, and sleepers (wait.c) beside them, who may be killed at any step. README.md is the
 * reading guide; what is not explained here is as in bell.pml.
 *
 * A read empties the FIFO, since nobody is so far behind that 64 bytes are in it: so it is one bit.
 *
 * Nobody wakes by himself unless all have come to rest. Then the judge looks. Who waits beside a message
 * has to have an excuse: somebody was killed. If there is one, a nap ends for everybody, the excuse is used
 * up, and when all are at rest again nobody may wait beside a message any more; nor beside the late
 * news, which a ringer keeps for then.
 *
 * A killed ringer is an excuse for watchers only until another one has rung from beginning to end. */

#ifndef WATCHERS
#define WATCHERS 2
#endif
#ifndef TAKE_ALL
#define TAKE_ALL 1         /* so many of them take all that is there, the others one at each poll */
#endif
#ifndef SLEEPERS
#define SLEEPERS 0
#endif
#ifndef RINGERS
#define RINGERS 1
#endif
#ifndef NEWS
#define NEWS 1             /* of each ringer */
#endif
#ifndef LATE
#define LATE 0             /* of ringer 0: news for those who have looked by themselves */
#endif
#ifndef DEATHS
#define DEATHS 0
#endif
#ifndef LEAVES
#define LEAVES 0           /* sleepers that time out, or cannot take what is there */
#endif
#ifndef THREADS
#define THREADS 0          /* the watchers are threads of one endpoint */
#endif
#ifndef LOOKS
#define LOOKS 0            /* the second look does not take: ipq_watch_look() */
#endif
#ifndef ROOM
#define ROOM 0             /* the news is free places: answer_all */
#endif
#ifndef LONG
#define LONG 0             /* watcher 0 needs two places: that it silences is an excuse for the others */
#endif
#ifndef OWN_FENCE
#define OWN_FENCE 0        /* heavy fences reach nobody else, and the bell's fence bit is set */
#endif

c_decl { static int mutant; }
#define MUTANT(number) c_expr { mutant == number }
#define NO_HEAVY_FENCE       MUTANT (1)
#define NO_SELF_RING         MUTANT (2)
#define NO_SECOND_LOOK       MUTANT (3)
#define CLEAR_BEFORE_RING    MUTANT (4)
#define LONG_NO_NAP          MUTANT (5)
#define SILENCE_BEHIND_LOOK  MUTANT (6)
#define NO_COMPARING         MUTANT (7)
#define RUNG_IS_NOTHING      MUTANT (8)
#define CLEAR_BLIND          MUTANT (9)
#define ANNOUNCE_NO_STEP     MUTANT (10)
#define NO_FIRST_LOOK        MUTANT (11)
#define NAP_TAKES_ONE        MUTANT (12)
#define NO_FENCE_TO_ANSWER   MUTANT (13)
#define SLEEPERS_ALONE       MUTANT (14)
#define SILENCE_BEHIND_BIT   MUTANT (15)
#define NEW_BIT_IS_TAKEN     MUTANT (16)
#define FENCED_BLIND         MUTANT (17)
#define FENCED_UNSEEN        MUTANT (18)

hidden byte i_;
#define WAITERS (WATCHERS + SLEEPERS)
#define PROCESSES (WAITERS + RINGERS)
bool sleeper_bit, watcher_bit, fenced_bit;
bool stale[PROCESSES + 1];      /* the word is not what the process has read or written last */
bool still_announced[WATCHERS]; /* the word is what the endpoint has kept as watch.announced */

inline change (by)
{
  d_step {
    i_ = 0;
    do
    :: i_ < PROCESSES -> stale[i_] = true; i_++
    :: else -> break
    od;
    i_ = 0;
    do
    :: i_ < WATCHERS -> still_announced[i_] = false; i_++
    :: else -> break
    od;
    i_ = 0;
    stale[by] = false
  }
}

byte news;                      /* messages, or free places, that everybody can see */
bool buffered[RINGERS];         /* news in the ringer's store buffer */
bool rung;                      /* the FIFO is readable */
bool polls[WATCHERS];
bool asleep[SLEEPERS + 1];      /* in the kernel's queue */
bool nap_is_over[WAITERS];
byte stage;                     /* 1: the late news may come */

byte deaths;
byte leaves;
bool woken[SLEEPERS + 1];       /* ghost: a ring was spent on it, and it has not looked since */
bool excuses_sleeper;           /* ghost: one who was to ring, or was rung, was killed */
byte excuses_watcher;           /* ghost: 1, a ringer was killed; 2, a watcher that had silenced */
bool is_first_since[RINGERS];   /* ghost: nobody was killed since it began to ring */

#if LONG
#define NEED(watcher) ((watcher) == 0 -> 2 : 1)
#else
#define NEED(watcher) 1
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
  od
}

inline heavy_fence ()
{
#if !OWN_FENCE
  flush (0);
#if RINGERS > 1
  flush (1);
#endif
#endif
  skip
}

inline excuse_watchers (why)
{
  d_step {
    if
    :: excuses_watcher < why -> excuses_watcher = why
    :: else
    fi;
    i_ = 0;
    do
    :: i_ < RINGERS -> is_first_since[i_] = false; i_++
    :: else -> break
    od;
    i_ = 0
  }
}

/* ---- futexes: one system call is one step ---------------------------------------------------- */

inline wake_one (found)
{
  found = false;
  if
#if SLEEPERS > 0
  :: asleep[0] -> asleep[0] = false; woken[0] = true; found = true
#endif
#if SLEEPERS > 1
  :: asleep[1] -> asleep[1] = false; woken[1] = true; found = true
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

/* ---- ringers: who commits a message; with ROOM, who has taken one ---------------------------- */

/* look_again(), behind its fence. Changes the word if nobody waits. */
inline look_again (by)
{
  STEP
    was_sleeper = sleeper_bit; was_watcher = watcher_bit; was_fenced = fenced_bit; stale[by] = false
  END_MAY_DIE;
  if
  :: was_fenced && !was_sleeper && !was_watcher ->
     STEP
       if
       :: !stale[by] -> fenced_bit = false; change (by); printf ("  fences are needed again\n")
       :: else -> was_sleeper = sleeper_bit; was_watcher = watcher_bit; stale[by] = false
       fi;
       was_fenced = false
     END_MAY_DIE
  :: else -> was_fenced = false
  fi
}

/* Behind a heavy fence. */
inline set_fenced (by)
{
#if !OWN_FENCE
  STEP
    if
    :: !stale[by] || FENCED_BLIND -> fenced_bit = true; change (by)
    :: else
    fi
  END_MAY_DIE;
#endif
  skip
}

#define ID (WAITERS + me)
#define MINE (NEWS + (me == 0 -> LATE : 0))
proctype Ringer (byte me)
{
  byte sent;
  bool was_sleeper, was_watcher, was_fenced, found;

next:
  atomic {
    was_sleeper = false; was_watcher = false; found = false; stale[ID] = false;
    if
    :: sent > 0 && is_first_since[me] && excuses_watcher == 1 -> excuses_watcher = 0
    :: else
    fi;
    is_first_since[me] = false;
    if
    :: sent == MINE -> goto finished
    :: else -> skip
    fi
  }
end_late:
  atomic {
    sent < NEWS || stage > 0;
    sent++;
    is_first_since[me] = true
  }
  STEP
    !buffered[me];
    buffered[me] = true;
    printf ("ringer %d: has news, in its store buffer\n", me)
  END_MAY_DIE;
  /* ipq_bell_asks(), after a light fence */
  STEP
    if
    :: !sleeper_bit && !watcher_bit && (!fenced_bit || FENCED_UNSEEN) && !OWN_FENCE -> goto next
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
  /* tell() */
  if
  :: was_watcher && !CLEAR_BEFORE_RING && !(SLEEPERS_ALONE && was_sleeper) ->
     STEP rung = true; printf ("ringer %d: rings the doorbell\n", me) END_MAY_DIE
  :: else
  fi;
swap:
  if
  :: was_sleeper || was_watcher -> skip
  :: else -> goto next
  fi;
  STEP
    flush (me);
    if
    :: !stale[ID] || CLEAR_BLIND ->
       change (ID);
       if
       :: was_watcher -> watcher_bit = false
       :: else
       fi;
       if
       :: ROOM -> sleeper_bit = false
       :: else
       fi;
       printf ("ringer %d: changes the bell\n", me)
    :: else ->
       was_sleeper = sleeper_bit; was_watcher = watcher_bit && NEW_BIT_IS_TAKEN; stale[ID] = false;
       printf ("ringer %d: finds the bell changed\n", me);
       goto swap
    fi
  END_MAY_DIE;
  if
  :: was_watcher && CLEAR_BEFORE_RING ->
     STEP rung = true; printf ("ringer %d: rings the doorbell\n", me) END_MAY_DIE
  :: else
  fi;
  if
  :: was_sleeper -> skip
  :: else -> goto next
  fi;
  STEP
#if ROOM
    wake_all ();
    found = true;
#else
    wake_one (found);
#endif
    printf ("ringer %d: wakes, found %d\n", me, found)
  END_MAY_DIE;
  if
  :: !found ->
     STEP
       if
       :: !stale[ID] -> sleeper_bit = false; change (ID); printf ("ringer %d: clears the bit\n", me)
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
    excuses_sleeper = true;
    excuse_watchers (1);
    is_first_since[me] = false
  }
finished:
  atomic { was_sleeper = false; was_watcher = false; sent = 0; found = false; stale[ID] = false }
}

/* ---- watchers: a main loop, which calls as long as it is told to look ------------------------- */

#define TAKES_ALL (me < TAKE_ALL)
#if THREADS
#define OWN 0
#else
#define OWN me
#endif
proctype Watcher (byte me)
{
  bool by_itself;               /* its nap was over, or it begins: it looks until there is nothing */
  bool had_rung, resting, was_fenced;

  by_itself = !NO_FIRST_LOOK;
poll:
  atomic {
    had_rung = false; resting = false; was_fenced = false; stale[me] = false;
    if
    :: by_itself -> goto try
    :: else -> polls[me] = true
    fi
  }
end_poll: /* the judge says whether it is right to be here for ever */
  STEP
    if
    :: rung -> skip
    :: nap_is_over[me] -> nap_is_over[me] = false; by_itself = !NAP_TAKES_ONE
    fi;
    polls[me] = false
  END_MAY_DIE;
try:
  STEP
    if
    :: news >= NEED (me) ->
       news = news - NEED (me);
       printf ("watcher %d: takes\n", me);
       if
       :: TAKES_ALL -> goto try
       :: else -> goto poll
       fi
    :: else -> skip
    fi
  END_MAY_DIE;
  /* ipq_watch_announce() */
  if
  :: SILENCE_BEHIND_LOOK || SILENCE_BEHIND_BIT -> skip
  :: else ->
     STEP
       had_rung = rung; rung = false; resting = true;
       printf ("watcher %d: silences, was rung %d\n", me, had_rung)
     END_MAY_DIE
  fi;
  STEP
    if
    :: (!had_rung || RUNG_IS_NOTHING) && (still_announced[OWN] || NO_COMPARING) &&
       !SILENCE_BEHIND_LOOK && !SILENCE_BEHIND_BIT ->
       printf ("watcher %d: is still announced\n", me);
       by_itself = false;
       goto poll
    :: else -> stale[me] = false /* reads the word */
    fi
  END_MAY_DIE;
swap:
  STEP
    if
    :: !stale[me] ->
       if
       :: ANNOUNCE_NO_STEP && watcher_bit -> skip
       :: else -> change (me)
       fi;
       watcher_bit = true;
       was_fenced = fenced_bit;
       printf ("watcher %d: announces itself\n", me)
    :: else -> stale[me] = false; goto swap
    fi
  END_MAY_DIE;
  if
  :: was_fenced -> was_fenced = false
  :: else ->
     if
     :: NO_HEAVY_FENCE -> skip
     :: else -> STEP heavy_fence () END_MAY_DIE
     fi;
     set_fenced (me)
  fi;
  still_announced[OWN] = !stale[me];
  if
  :: SILENCE_BEHIND_BIT -> STEP rung = false; printf ("watcher %d: silences\n", me) END_MAY_DIE
  :: else
  fi;
  /* again */
  STEP
    if
    :: news >= NEED (me) && !NO_SECOND_LOOK ->
#if !LOOKS
       news = news - NEED (me);
#endif
       printf ("watcher %d: finds something at its second look\n", me)
    :: else ->
       by_itself = false;
#if LONG
       if
       :: news > 0 && had_rung && !LONG_NO_NAP -> excuse_watchers (2)
       :: else
       fi;
#endif
       if
       :: SILENCE_BEHIND_LOOK -> goto silence
       :: else -> goto poll
       fi
    fi
  END_MAY_DIE;
  /* ipq_watch_rest() */
  if
  :: NO_SELF_RING -> skip
  :: else -> STEP rung = true; printf ("watcher %d: rings the doorbell\n", me) END_MAY_DIE
  fi;
  if
  :: TAKES_ALL || LOOKS -> resting = false; goto try
  :: else -> goto poll
  fi;
silence:
  STEP rung = false; printf ("watcher %d: silences\n", me); goto poll END_MAY_DIE;

killed:
  atomic {
    printf ("watcher %d: killed\n", me);
    if
    :: resting -> excuse_watchers (2)
    :: else
    fi;
    polls[me] = false;
    by_itself = false; had_rung = false; resting = false; was_fenced = false; stale[me] = false;
    nap_is_over[me] = false
#if !THREADS
    ; still_announced[me] = false
#endif
  }
}

/* ---- sleepers: for one message, as in bell.pml ------------------------------------------------ */

#if SLEEPERS > 0
#define SLEEPER_ID (WATCHERS + me)
proctype Sleeper (byte me)
{
  bool was_sleeper, was_watcher, was_fenced, found;

announce: /* ipq_bell_announce() */
  STEP stale[SLEEPER_ID] = false END_MAY_DIE;
swap:
  STEP
    if
    :: !stale[SLEEPER_ID] ->
       change (SLEEPER_ID);
       sleeper_bit = true;
       was_fenced = fenced_bit;
       printf ("sleeper %d: announces itself\n", me)
    :: else -> stale[SLEEPER_ID] = false; goto swap
    fi
  END_MAY_DIE;
  if
  :: was_fenced -> was_fenced = false
  :: else ->
     STEP heavy_fence () END_MAY_DIE;
     set_fenced (SLEEPER_ID)
  fi;
  STEP
    if
    :: news > 0 ->
       news--;
       printf ("sleeper %d: takes\n", me);
       goto finished
    :: news > 0 && leaves > 0 -> leaves--; goto pass_on
    :: else -> woken[me] = false
    fi;
    if
    :: true
    :: leaves > 0 -> leaves--; printf ("sleeper %d: its time is over\n", me); goto pass_on
    fi
  END_MAY_DIE;
  /* ipq_bell_sleep() */
  STEP
    if
    :: !stale[SLEEPER_ID] -> asleep[me] = true; printf ("sleeper %d: sleeps\n", me)
    :: else -> printf ("sleeper %d: the bell has changed\n", me); goto announce
    fi
  END_MAY_DIE;
end_asleep:
  STEP
    if
    :: !asleep[me] -> skip
    :: asleep[me] && nap_is_over[SLEEPER_ID] -> nap_is_over[SLEEPER_ID] = false; asleep[me] = false
    :: asleep[me] && leaves > 0 -> asleep[me] = false
    fi
  END_MAY_DIE;
  STEP
    if
    :: news > 0 ->
       news--;
       printf ("sleeper %d: wakes and takes\n", me);
       goto finished
    :: leaves > 0 -> goto announce
    :: else -> goto announce
    fi
  END_MAY_DIE;

pass_on: /* leaves with empty hands */
  look_again (SLEEPER_ID);
  if
  :: was_watcher -> STEP rung = true; printf ("sleeper %d: rings the doorbell\n", me) END_MAY_DIE
  :: else
  fi;
pass_on_swap:
  if
  :: was_sleeper || was_watcher -> skip
  :: else -> goto finished
  fi;
  STEP
    if
    :: !stale[SLEEPER_ID] ->
       change (SLEEPER_ID);
       if
       :: was_watcher -> watcher_bit = false
       :: else
       fi
    :: else ->
       was_sleeper = sleeper_bit; was_watcher = false; stale[SLEEPER_ID] = false;
       goto pass_on_swap
    fi
  END_MAY_DIE;
  if
  :: was_sleeper -> skip
  :: else -> goto finished
  fi;
  STEP
    wake_one (found);
    printf ("sleeper %d: passes the ring on, found %d\n", me, found)
  END_MAY_DIE;
  if
  :: !found ->
     STEP
       if
       :: !stale[SLEEPER_ID] -> sleeper_bit = false; change (SLEEPER_ID)
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
    :: woken[me] -> excuses_sleeper = true
    :: else
    fi;
    asleep[me] = false
  }
finished:
  atomic {
    was_sleeper = false; was_watcher = false; was_fenced = false; found = false; woken[me] = false;
    nap_is_over[SLEEPER_ID] = false; stale[SLEEPER_ID] = false
  }
}
#endif

/* When nobody can do anything any more. */
proctype Judge ()
{
end:
  atomic {
    timeout ->
    i_ = 0;
    do
    :: i_ < WATCHERS ->
       assert (!(polls[i_] && news >= NEED (i_)) || excuses_watcher != 0);
       i_++
    :: else -> break
    od;
    i_ = 0;
    do
    :: i_ < SLEEPERS -> assert (!(asleep[i_] && news > 0) || excuses_sleeper); i_++
    :: else -> break
    od;
    i_ = 0;
    if
    :: excuses_watcher != 0 || excuses_sleeper ->
       printf ("all look by themselves\n");
       excuses_watcher = 0;
       excuses_sleeper = false;
       do
       :: i_ < WATCHERS -> nap_is_over[i_] = polls[i_]; i_++
       :: else -> break
       od;
       i_ = 0;
       do
       :: i_ < SLEEPERS -> nap_is_over[WATCHERS + i_] = asleep[i_]; i_++
       :: else -> break
       od;
       i_ = 0;
       goto end
    :: else ->
       if
       :: stage == 0 && LATE > 0 -> stage = 1; printf ("all are at rest\n"); goto end
       :: else
       fi
    fi
  }
}

init {
  atomic {
    c_code { char *m = getenv ("MODEL_MUTANT"); mutant = m ? atoi (m) : 0; };
    /* So many, chosen now: who may be killed at any time is never found waiting for ever. */
    do :: break :: deaths < DEATHS -> deaths++ od;
    do :: break :: leaves < LEAVES -> leaves++ od;
    byte i = 0;
    do :: i < WATCHERS -> run Watcher (i); i++ :: else -> break od;
    i = 0;
#if SLEEPERS > 0
    do :: i < SLEEPERS -> run Sleeper (i); i++ :: else -> break od;
    i = 0;
#endif
    do :: i < RINGERS -> run Ringer (i); i++ :: else -> break od;
    i = 0;
    run StoreBuffers ();
    run Judge ()
  }
}
