/* SPDX-License-Identifier: MIT */
/* Birth and death of the queue: src/core/native/{file,birth,life}.c, step by step, with
 * processes that open and close it and may be killed or stopped for ever at any step. README.md
 * is the reading guide.
 *
 * Directories and rings are inodes; a number is given again when nobody knows the inode any
 * more. Each system call and each access to the life word is one step. */

#ifndef PROCESSES
#define PROCESSES 3
#endif
#ifndef ROUNDS
#define ROUNDS 1           /* times that each opens and closes */
#endif
#ifndef DEATHS
#define DEATHS 0
#endif
#ifndef STOPS
#define STOPS 0
#endif
#ifndef KEEP
#define KEEP 0             /* the queue is kept when the last one leaves */
#endif
#ifndef LEFTOVERS
#define LEFTOVERS 0        /* who makes a queue removes what killed builders left */
#endif

c_decl { static int mutant; }
#define MUTANT(number) c_expr { mutant == number }
#define NO_SECOND_QUESTION    MUTANT (1)
#define NO_LOOK_AT_WORD       MUTANT (2)
#define NO_RESCUE             MUTANT (3)
#define NO_VERSION            MUTANT (4)
#define UNLINK_BY_PATH        MUTANT (5)
#define FILL_EMPTY_DIRECTORY  MUTANT (6)
#define NO_INODE_CHECK        MUTANT (7)
#define REPLACE_ANYTHING      MUTANT (8)
#define WAIT_FOR_ENDER        MUTANT (9)
#define NO_HELP               MUTANT (10)
#define NAME_BEFORE_LOCK      MUTANT (11)
#define LOOK_BEFORE_LOCK      MUTANT (12)
#define END_KEPT_LEFTOVER     MUTANT (13)
#define CREATOR_LEAVES_UNBORN MUTANT (14)
#define JOINER_LEAVES_UNBORN  MUTANT (15)
#define UNBORN_IS_ENDED       MUTANT (16)

#define INODES (2 * PROCESSES + 3)
#define NONE 0

/* ---- the life word --------------------------------------------------------------------------- */

#define STATE(word) ((word) & 3)
#define ALIVE 0
#define ENDING 1
#define ENDED 2
#define UNBORN 3
#define TO_ENDING(word) ((word) + (STATE (word) == UNBORN -> 2 : 1))
#define TO_ENDED(word) ((word) + 1)
#define TO_ALIVE(word) ((word) + (STATE (word) == UNBORN -> 1 : (NO_VERSION -> -1 : 3)))

byte life[INODES];              /* by ring */

/* ---- the file system and its locks ----------------------------------------------------------- */

byte path;                      /* the directory that has the queue's name */
byte ring_in[INODES];           /* by directory: what is called "ring" in it */
bool hidden_name[INODES];       /* by directory: a builder's */
byte holders[INODES];           /* by ring: shared locks on LOCK_LIFE */

/* What each process has open. */
byte directory[PROCESSES];
byte ring[PROCESSES];
byte leftover[PROCESSES];
bool has_lock[PROCESSES];

byte deaths;
byte stops;

/* ---- ghosts ---------------------------------------------------------------------------------- */

byte endpoints[INODES];         /* by ring: those for whom the queue is open */
bool was_open[INODES];          /* by ring: for anybody */
bool is_open[PROCESSES];
byte in_vain[PROCESSES];        /* attempts to open since anybody else did anything */

hidden byte i_, j_, n_;

/* Others may find things changed. */
inline happened (by)
{
  d_step {
    i_ = 0;
    do
    :: i_ < PROCESSES -> if :: i_ != by -> in_vain[i_] = 0 :: else fi; i_++
    :: else -> break
    od;
    i_ = 0
  }
}

/* At no time do two lives have endpoints; and one that has keeps its name. */
inline judge ()
{
  d_step {
    i_ = 1;
    do
    :: i_ < INODES ->
       assert (endpoints[i_] == 0 ||
               (path != NONE && ring_in[path] == i_ && STATE (life[i_]) != ENDED));
       i_++
    :: else -> break
    od;
    i_ = 0
  }
}

inline becomes_open (by)
{
  is_open[by] = true;
  was_open[ring[by]] = true;
  endpoints[ring[by]]++;
  judge ()
}

inline unlock (by)
{
  if
  :: has_lock[by] -> has_lock[by] = false; holders[ring[by]]--; happened (by)
  :: else
  fi
}

#define KNOWS(process, inode) \
  (directory[process] == inode || ring[process] == inode || leftover[process] == inode)

/* A number that nobody knows, for a new directory and the ring that is built in it. */
inline new_inode (inode)
{
  d_step {
    n_ = 1;
    do
    :: true ->
       j_ = (n_ == path || hidden_name[n_] -> 1 : 0);
       i_ = 0;
       do
       :: i_ < PROCESSES -> if :: KNOWS (i_, n_) -> j_ = 1 :: else fi; i_++
       :: else -> break
       od;
       i_ = 1;
       do
       :: i_ < INODES ->
          if :: ring_in[i_] == n_ && (i_ == path || hidden_name[i_]) -> j_ = 1 :: else fi; i_++
       :: else -> break
       od;
       if
       :: j_ == 0 -> break
       :: else -> n_++
       fi
    od;
    life[n_] = UNBORN; holders[n_] = 0; endpoints[n_] = 0; was_open[n_] = false; ring_in[n_] = NONE;
    inode = n_;
    i_ = 0; n_ = 0
  }
}

#define STEP if :: atomic {
#define END_MAY_DIE \
  } \
  :: atomic { deaths > 0 -> deaths-- }; goto killed \
  :: atomic { stops > 0 -> stops-- }; goto stopped \
  fi

/* ipq_life_end() of life.c, or ipq_life_end_unborn(), which leaves alone what is ALIVE: goes to `over`
 * or to `goes_on`. */
#define LIFE_END(number, of_ring, unborn_only, over, goes_on) \
  STEP word = life[of_ring] END_MAY_DIE; \
end_life##number: \
  STEP \
    if \
    :: holders[of_ring] > 0 && !(NO_SECOND_QUESTION && STATE (word) == ENDING) -> \
       if :: STATE (word) == ENDED -> goto over :: else -> goto goes_on fi \
    :: else -> skip \
    fi \
  END_MAY_DIE; \
  if \
  :: STATE (word) == ENDED -> goto over \
  :: STATE (word) == ALIVE && unborn_only -> goto goes_on \
  :: else \
  fi; \
  STEP \
    if \
    :: life[of_ring] == word && STATE (word) != ENDING -> \
       word = TO_ENDING (word); life[of_ring] = word; happened (me); \
       printf ("process %d: ring %d is ENDING\n", me, of_ring) \
    :: life[of_ring] == word && STATE (word) == ENDING -> \
       word = TO_ENDED (word); life[of_ring] = word; happened (me); \
       printf ("process %d: ring %d has ENDED\n", me, of_ring); \
       assert (!(KEEP && was_open[of_ring])); /* a kept queue is not ended */ \
       judge (); \
       goto over \
    :: else -> word = life[of_ring] \
    fi; \
    goto end_life##number \
  END_MAY_DIE

/* remove_names(): unlinkat() by the directory's inode, rmdir() by its path */
#define REMOVE_NAMES() \
  STEP \
    if \
    :: UNLINK_BY_PATH -> ring_in[path] = NONE \
    :: else -> ring_in[directory[me]] = NONE \
    fi; \
    ring_in[NONE] = NONE; \
    happened (me); \
    printf ("process %d: unlinks the ring in directory %d\n", me, directory[me]); \
    judge () \
  END_MAY_DIE; \
  STEP \
    if \
    :: path != NONE && ring_in[path] == NONE -> \
       path = NONE; happened (me); printf ("process %d: removes the empty directory\n", me) \
    :: else \
    fi \
  END_MAY_DIE

proctype Process (byte me)
{
  byte word, rounds;
  bool found;
  bool created; /* it has given the ring its name, and not joined yet */

next_round:
  atomic {
    if
    :: rounds == ROUNDS -> goto finished
    :: else -> rounds++; in_vain[me] = 0
    fi
  }

  /* ---- join_or_create(), join_in() of file.c ------------------------------------------------- */
open:
  STEP
    directory[me] = path;
    if
    :: path == NONE -> goto create
    :: else
    fi
  END_MAY_DIE;
  STEP
    ring[me] = ring_in[directory[me]];
    if
    :: ring[me] == NONE && FILL_EMPTY_DIRECTORY -> goto fill
    :: ring[me] == NONE && !FILL_EMPTY_DIRECTORY -> directory[me] = NONE; goto create
    :: else
    fi
  END_MAY_DIE;

  /* ---- join_life() --------------------------------------------------------------------------- */
  STEP
    if
    :: holders[ring[me]] > 0 || KEEP -> goto lock
    :: else -> skip
    fi
  END_MAY_DIE;
  /* end_stale() */
  LIFE_END (_stale, ring[me], false, remove_then_again, again);
lock:
  if
  :: LOOK_BEFORE_LOCK -> STEP word = life[ring[me]] END_MAY_DIE
  :: else
  fi;
  STEP
    has_lock[me] = true; holders[ring[me]]++; happened (me)
  END_MAY_DIE;
join: /* ipq_life_join(), also by the creator, behind its rename */
  STEP
    if
    :: LOOK_BEFORE_LOCK && !created -> skip
    :: else -> word = life[ring[me]]
    fi;
    if
    :: STATE (word) == ALIVE || NO_LOOK_AT_WORD ||
       (STATE (word) == UNBORN && (created -> CREATOR_LEAVES_UNBORN : JOINER_LEAVES_UNBORN)) ->
       goto has_joined
    :: else
    fi;
    if
    :: STATE (word) == ENDED || (STATE (word) == UNBORN && !created && UNBORN_IS_ENDED) ->
       assert (!created); /* the creator does not ask */
       if
       :: NO_HELP -> goto again
       :: else -> goto remove_then_again
       fi
    :: STATE (word) == ENDING && WAIT_FOR_ENDER -> goto again
    :: else -> skip
    fi
  END_MAY_DIE;
swap:
  STEP
    if
    :: NO_RESCUE && STATE (word) == ENDING -> goto has_joined
    :: else
    fi;
    if
    :: life[ring[me]] == word ->
       if
       :: STATE (word) == UNBORN -> printf ("process %d: ring %d is ALIVE\n", me, ring[me])
       :: else -> printf ("process %d: ring %d, which was ENDING, is ALIVE\n", me, ring[me])
       fi;
       life[ring[me]] = TO_ALIVE (word);
       goto has_joined
    :: else -> word = life[ring[me]]
    fi;
    if
    :: STATE (word) == ALIVE -> goto has_joined
    :: STATE (word) == ENDED -> assert (!created)
    :: else -> goto swap
    fi
  END_MAY_DIE;
remove_then_again:
  REMOVE_NAMES ();
again:
  STEP
    unlock (me);
    word = 0; directory[me] = NONE; ring[me] = NONE;
    in_vain[me]++;
    assert (in_vain[me] <= 2); /* it waits for nobody */
    goto open
  END_MAY_DIE;

  /* ---- ipq_file_create() of birth.c ---------------------------------------------------------- */
create:
#if LEFTOVERS
  STEP
    found = false;
    leftover[me] = 1;
    do
    :: leftover[me] < INODES && hidden_name[leftover[me]] -> found = true; break
    :: leftover[me] < INODES -> leftover[me]++ /* also past one: it was made meanwhile */
    :: leftover[me] == INODES -> break
    od;
    if
    :: found -> printf ("process %d: finds the hidden directory %d\n", me, leftover[me])
    :: else -> leftover[me] = NONE; goto build
    fi
  END_MAY_DIE;
  /* remove_unborn() */
  STEP
    ring[me] = ring_in[leftover[me]];
    if
    :: ring[me] == NONE -> goto left_alone
    :: else -> skip
    fi
  END_MAY_DIE;
  LIFE_END (_unborn, ring[me], !END_KEPT_LEFTOVER, unlink_unborn, left_alone);
unlink_unborn:
  STEP
    ring_in[leftover[me]] = NONE;
    hidden_name[leftover[me]] = false;
    happened (me);
    printf ("process %d: unlinks the ring that a builder left in %d\n", me, leftover[me]);
    judge ()
  END_MAY_DIE;
left_alone:
  atomic { leftover[me] = NONE; ring[me] = NONE; found = false; word = 0 };
#endif
build:
  STEP /* the ring is locked before it has a name */
    new_inode (directory[me]);
    ring[me] = directory[me];
    ring_in[directory[me]] = ring[me];
    hidden_name[directory[me]] = true;
    if
    :: NAME_BEFORE_LOCK -> skip
    :: else -> has_lock[me] = true; holders[ring[me]]++
    fi;
    printf ("process %d: builds ring %d\n", me, ring[me])
  END_MAY_DIE;
  /* rename(): the file system's compare-and-swap */
  STEP
    if
    :: path == NONE || ring_in[path] == NONE || REPLACE_ANYTHING ->
       path = directory[me];
       hidden_name[directory[me]] = false;
       created = true;
       happened (me);
       printf ("process %d: gives ring %d its name\n", me, ring[me])
    :: else -> goto too_late
    fi
  END_MAY_DIE;
  if
  :: NAME_BEFORE_LOCK -> STEP has_lock[me] = true; holders[ring[me]]++ END_MAY_DIE
  :: else
  fi;
  goto join;
too_late: /* remove_nest() */
  STEP hidden_name[directory[me]] = false; ring_in[directory[me]] = NONE; goto again END_MAY_DIE;

fill: /* a mutant's: in the empty directory that is there, not in a new one that replaces it */
  STEP
    if
    :: ring_in[directory[me]] != NONE || path != directory[me] -> goto again
    :: else -> skip
    fi;
    new_inode (ring[me]);
    ring_in[directory[me]] = ring[me];
    has_lock[me] = true; holders[ring[me]]++;
    happened (me);
    created = true;
    printf ("process %d: makes ring %d in the empty directory\n", me, ring[me]);
    goto join
  END_MAY_DIE;

  /* ---- the queue is open --------------------------------------------------------------------- */
has_joined:
  atomic {
    word = 0; created = false;
    happened (me);
    printf ("process %d: has ring %d open\n", me, ring[me]);
    becomes_open (me)
  };
  STEP directory[me] = NONE; in_vain[me] = 0 END_MAY_DIE;

  /* ---- ipq_file_close() of file.c ------------------------------------------------------------ */
  STEP
    is_open[me] = false;
    endpoints[ring[me]]--;
    unlock (me);
    printf ("process %d: leaves ring %d\n", me, ring[me]);
    if
    :: KEEP -> goto closed
    :: else -> skip
    fi
  END_MAY_DIE;
  LIFE_END (_close, ring[me], false, remove_own, closed);
remove_own: /* remove_own_names() */
  STEP
    directory[me] = path;
    if
    :: path == NONE -> goto closed
    :: else
    fi
  END_MAY_DIE;
  STEP
    if
    :: ring_in[directory[me]] == ring[me] || NO_INODE_CHECK -> skip
    :: else -> goto closed
    fi
  END_MAY_DIE;
  REMOVE_NAMES ();
closed:
  atomic { ring[me] = NONE; directory[me] = NONE; word = 0; goto next_round }

stopped:
  atomic { printf ("process %d: stopped for ever\n", me) }
end_stopped:
  false;
killed:
  atomic { printf ("process %d: killed\n", me) }
finished:
  atomic {
    if
    :: is_open[me] -> is_open[me] = false; endpoints[ring[me]]--
    :: else
    fi;
    unlock (me);
    directory[me] = NONE; ring[me] = NONE; leftover[me] = NONE;
    in_vain[me] = 0; word = 0; rounds = 0; found = false; created = false
  }
}

init {
  atomic {
    c_code { char *m = getenv ("MODEL_MUTANT"); mutant = m ? atoi (m) : 0; };
    /* So many, chosen now: who may be killed at any time is never found waiting for ever. */
    do :: break :: deaths < DEATHS -> deaths++ od;
    do :: break :: stops < STOPS -> stops++ od;
    byte i = 0;
    do :: i < PROCESSES -> run Process (i); i++ :: else -> break od;
    i = 0
  }
}
