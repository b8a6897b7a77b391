# SPDX-License-Identifier: MIT
"""What run-models checks: configurations of the models, and mutants of theirs."""


class Configuration:
    """A model with its #defines."""

    def __init__(self, name, model, is_long=False, is_large=False, is_checked=True, **defines):
        self.name = name
        self.model = model
        self.is_long = is_long
        self.is_large = is_large      # enough states for the compiler's optimising to pay
        self.is_checked = is_checked  # False: only its mutants are run
        self.defines = defines


class Mutant:
    """A model with one ordering or check removed, and what comes of it."""

    def __init__(self, name, number, configuration, story):
        self.name = name
        self.number = number
        self.configuration = configuration
        self.story = story

    def __str__(self):
        return f'{self.configuration}: {self.name}'


def long(name, model, **defines):
    return Configuration(name, model, is_long=True, is_large=True, **defines)


def only_mutants(name, model, **defines):
    return Configuration(name, model, is_checked=False, **defines)


CONFIGURATIONS = [
    # The ring. What each means: the #defines at the beginning of ring.pml.
    Configuration('ring-crash', 'ring', M0=1, M1=1, DEATHS=1, REVOCATIONS=1),
    Configuration('ring-probe', 'ring', M0=1, M1=3, STOPS=1, REVOCATIONS=2, PROBE=1),
    Configuration('ring-extents', 'ring', N=4, EXTENT0=2, M0=1, M1=2, REVOCATIONS=1),
    Configuration('ring-lane', 'ring', LANE1=1, M0=1, M1=1, REVOCATIONS=1),
    Configuration('ring-reuse', 'ring', REUSE=1, DEATHS=1, REVOCATIONS=1),
    Configuration('ring-subscribers', 'ring', READERS=2, M0=1, M1=1),
    Configuration('ring-pairings', 'ring', EXCLUSIVE=3, M0=1, M1=1, DEATHS=1),
    Configuration('ring-sweep', 'ring', EXTENT0=2, M0=2, M1=1, SWEEPS=1),
    # The same with so many messages that what the mutants break comes to light.
    only_mutants('ring-twice-crash', 'ring', M0=1, M1=2, DEATHS=1, REVOCATIONS=1, EXACT=1),
    only_mutants('ring-twice-lane', 'ring', LANE1=1, M0=1, M1=2, REVOCATIONS=2),
    only_mutants('ring-gap', 'ring', N=4, EXTENT0=2, M0=3, M1=2, REVOCATIONS=1),
    only_mutants('ring-holes', 'ring', WRITERS=3, STOPS=2, REVOCATIONS=2, PROBE=1, EXACT=1),
    only_mutants('ring-twice-sweep', 'ring', EXTENT0=2, M0=3, M1=2, SWEEPS=1),
    long('ring-2x2-crash', 'ring', M0=2, M1=2, DEATHS=1, REVOCATIONS=1),
    long('ring-2-deaths', 'ring', M0=1, M1=2, DEATHS=2, REVOCATIONS=1),
    long('ring-long-gap', 'ring', N=4, EXTENT0=2, M0=3, M1=2, REVOCATIONS=1),
    long('ring-long-holes', 'ring', WRITERS=3, STOPS=2, REVOCATIONS=2, PROBE=1, M2=2),
    long('ring-long-lane', 'ring', LANE1=1, M0=1, M1=2, REVOCATIONS=2),
    long('ring-3-lane', 'ring', LANE1=1, WRITERS=3, REVOCATIONS=1),
    long('ring-3-reuse', 'ring', REUSE=1, WRITERS=3, DEATHS=2),
    long('ring-2-subscribers', 'ring', READERS=2, M0=1, M1=1, DEATHS=1, REVOCATIONS=1),
    # Two deaths and four messages at once were too many: no end after 45 million states.
    long('ring-long-pairings', 'ring', EXCLUSIVE=3, M0=2, M1=2, DEATHS=1, REVOCATIONS=1),
    long('ring-pairings-2-deaths', 'ring', EXCLUSIVE=3, M0=1, M1=2, DEATHS=2, REVOCATIONS=1),
    long('ring-long-sweep', 'ring', EXTENT0=2, M0=3, M1=2, SWEEPS=1),
    # The bell.
    Configuration('bell-short', 'bell', RINGERS=1, NEWS=2, DEATHS=1),
    Configuration('bell-two-ringers', 'bell', DEATHS=0),
    Configuration('bell-interrupt', 'bell', INTERRUPTS=1, RINGERS=1, DEATHS=0),
    Configuration('bell-leave', 'bell', LEAVES=1, RINGERS=1, DEATHS=0),
    Configuration('bell-room', 'bell', ROOM=1, RINGERS=1, NEWS=1, DEATHS=1),
    Configuration('bell-own-fence', 'bell', OWN_FENCE=1, RINGERS=1, DEATHS=0),
    long('bell-crash', 'bell', DEATHS=1),
    long('bell-leave-crash', 'bell', LEAVES=1, DEATHS=1),
    long('bell-interrupt-crash', 'bell', INTERRUPTS=1, RINGERS=1, NEWS=2, DEATHS=1),
    long('bell-room-crash', 'bell', ROOM=1, NEWS=2, DEATHS=1),
    long('bell-own-fence-crash', 'bell', OWN_FENCE=1, DEATHS=1),
    long('bell-3-sleepers', 'bell', SLEEPERS=3, DEATHS=0),
    # The doorbell.
    Configuration('doorbell-short', 'doorbell', is_large=True, NEWS=2),
    Configuration('doorbell-one-a-poll', 'doorbell', WATCHERS=1, TAKE_ALL=0, NEWS=3),
    Configuration('doorbell-two-ringers', 'doorbell', WATCHERS=1, RINGERS=2),
    Configuration('doorbell-watcher-dies', 'doorbell', is_large=True, LATE=1, DEATHS=1),
    Configuration('doorbell-ringer-dies', 'doorbell', WATCHERS=1, RINGERS=2, LATE=1, DEATHS=1),
    Configuration('doorbell-sleeper', 'doorbell', WATCHERS=1, SLEEPERS=1, NEWS=2),
    Configuration('doorbell-threads', 'doorbell', THREADS=1),
    Configuration('doorbell-looks', 'doorbell', is_large=True, LOOKS=1),
    Configuration('doorbell-long', 'doorbell', is_large=True, ROOM=1, LONG=1, NEWS=2),
    Configuration('doorbell-own-fence', 'doorbell', OWN_FENCE=1),
    long('doorbell-2x2', 'doorbell', RINGERS=2),
    long('doorbell-crash', 'doorbell', RINGERS=2, LATE=1, DEATHS=1),
    long('doorbell-2-deaths', 'doorbell', LATE=1, DEATHS=2),
    long('doorbell-long-threads', 'doorbell', THREADS=1, NEWS=2),
    long('doorbell-room-crash', 'doorbell', ROOM=1, SLEEPERS=1, WATCHERS=1, NEWS=1, LATE=1, DEATHS=1),
    long('doorbell-sleeper-crash', 'doorbell', WATCHERS=1, SLEEPERS=1, LATE=1, DEATHS=1, LEAVES=1),
    # Birth and death.
    Configuration('life-crash', 'life', PROCESSES=2, DEATHS=1, STOPS=1),
    Configuration('life-keep', 'life', PROCESSES=2, ROUNDS=2, DEATHS=1, KEEP=1, LEFTOVERS=1),
    Configuration('life-leftovers', 'life', PROCESSES=2, DEATHS=1, LEFTOVERS=1),
    Configuration('life-3-keep', 'life', is_large=True, PROCESSES=3, DEATHS=1, KEEP=1, LEFTOVERS=1),
    only_mutants('life-3', 'life', PROCESSES=3),
    only_mutants('life-3-stopped', 'life', PROCESSES=3, STOPS=2),
    long('life-2x2-crash', 'life', PROCESSES=2, ROUNDS=2, DEATHS=1, STOPS=1),
    long('life-2x2-leftovers', 'life', PROCESSES=2, ROUNDS=2, DEATHS=1, STOPS=1, LEFTOVERS=1),
    long('life-3-keep-crash', 'life', PROCESSES=3, DEATHS=2, STOPS=1, KEEP=1, LEFTOVERS=1),
    long('life-long-3', 'life', PROCESSES=3, STOPS=1),
    long('life-3-crash', 'life', PROCESSES=3, DEATHS=1),
]

MUTANTS = [
    Mutant('NO_DOUBT', 1, 'ring-twice-crash',
           'A subscriber revokes at once, without DOUBT: the writer commits and looks before that, '
           'so it returns, and its message is revoked.'),
    Mutant('NO_HEAVY_FENCE', 2, 'ring-twice-crash',
           'A commit sits in the store buffer when the subscriber looks at pub: it revokes a message '
           'whose writer has looked at con already.'),
    Mutant('NO_LOOK', 3, 'ring-crash',
           'A writer does not look at con behind its commit: its message was revoked, and lost.'),
    Mutant('BURY_BLIND', 4, 'ring-crash',
           'The dead are buried as if none had committed: a message that was sent is lost.'),
    Mutant('BURY_EARLY_LOOK', 5, 'ring-crash',
           'pub is looked at before the owner is asked for: it commits in between, then dies.'),
    Mutant('RECLAIM_BUSY', 6, 'ring-twice-crash',
           'Head passes a record that is being written: two live records overlap.'),
    Mutant('RECLAIM_REVOKED', 7, 'ring-twice-crash',
           'Head passes a living owner\'s revoked record: another writes where it may still write.'),
    Mutant('CARRY_SAME_LAP', 8, 'ring-holes',
           'A hole is carried without the next lap: the chain loses its end.'),
    Mutant('NO_GAP', 9, 'ring-gap',
           'A hole is carried without a record that fills the gap before it: the chain leads astray.'),
    Mutant('NO_SPACE_CHECK', 10, 'ring-probe',
           'A writer does not ask for room: it overwrites a message.'),
    Mutant('TRUST_HINT', 11, 'ring-crash',
           'A writer reserves where an old hint says, without a look at the lap: it overwrites.'),
    Mutant('TAKE_UNCOMMITTED', 12, 'ring-crash',
           'A subscriber takes a record that is not committed: it gets what was there before.'),
    Mutant('RESERVE_BY_STORE', 13, 'ring-crash',
           'A shared writer reserves by a store: two have one place.'),
    Mutant('ONE_ACKNOWLEDGEMENT', 23, 'ring-twice-crash',
           'A writer acknowledges once: its hole was carried meanwhile and stays for ever.'),
    Mutant('LATE_PUB', 29, 'ring-crash',
           'A writer that acknowledges takes back pub behind its swap: the place is another\'s.'),
    Mutant('NO_CARRY', 24, 'ring-probe',
           'Holes are not carried: a stopped writer\'s hole pins head, and the drained ring is full.'),
    Mutant('ROUND_FOR_EVER', 14, 'ring-holes',
           'Nothing bounds the carrying: a ring that is all holes is carried round and round.'),
    Mutant('NO_X', 15, 'ring-pairings',
           'An exclusive publisher stores pub without X, and dies before con: its shared successor\'s '
           'record looks committed before it is written.'),
    Mutant('X_COUNTS_ALWAYS', 16, 'ring-pairings',
           'pub with X counts under BUSY: the same.'),
    Mutant('CON_BEFORE_PUB', 17, 'ring-pairings',
           'An exclusive publisher stores con before pub: READY without a length is seen.'),
    Mutant('NOT_ALONE', 18, 'ring-pairings',
           'An exclusive endpoint has company: two write at one place, or take one message.'),
    Mutant('NO_LOCK_TO_RESERVE', 19, 'ring-twice-lane',
           'The lane\'s lock is not held at the reserving swap: a thread takes another thread\'s '
           'REVOKED in its own old place for its own.'),
    Mutant('NO_LOCK_TO_COMMIT', 20, 'ring-twice-lane',
           'The lane\'s lock is not held from commit to look: the same, and a message comes twice.'),
    Mutant('NO_CLEAN', 21, 'ring-reuse',
           'A number is taken without cleaning: what its dead owner left looks alive.'),
    Mutant('NO_SECOND_CLEAN', 22, 'ring-reuse',
           'Cleaned before the number is taken, not behind: its owner died in between.'),
    Mutant('TAKE_BY_STORE', 25, 'ring-subscribers',
           'A shared subscriber takes by a store: two take one message.'),
    Mutant('SWEEP_TOO_FAR', 26, 'ring-sweep',
           'Old words are given the head\'s own lap: they look like records.'),
    Mutant('SWEEP_BY_STORE', 27, 'ring-twice-sweep',
           'Old words are renewed by a store: it comes late and erases a record.'),
    Mutant('SWEEP_PUB_BY_STORE', 28, 'ring-twice-sweep',
           'pub is renewed by a store: it comes late and erases a commit.'),

    Mutant('BELL_NO_HEAVY_FENCE', 1, 'bell-two-ringers',
           'ipq_bell_announce() without its fence: the news sits in the ringer\'s store buffer while '
           'the sleeper looks, and the ringer has looked at the bell before: it sleeps for ever.'),
    Mutant('BELL_INTERRUPT_NO_STEP', 2, 'bell-interrupt',
           'ipq_bell_interrupt() leaves the sequence as it is: who has looked and does not sleep yet '
           'falls asleep behind the wake.'),
    Mutant('BELL_ANSWER_NO_STEP', 3, 'bell-two-ringers',
           'A ring leaves the sequence as it is: the same, with a message.'),
    Mutant('BELL_ANNOUNCE_NO_STEP', 4, 'bell-two-ringers',
           'A sleeper that finds the bit set leaves the word as it is: a ringer that woke nobody '
           'clears the bit behind it, and the next ringer does not ring.'),
    Mutant('BELL_NO_PASS_ON', 5, 'bell-leave',
           'Who leaves with empty hands keeps the ring: another sleeps beside the message.'),
    Mutant('BELL_CLEAR_ALWAYS', 6, 'bell-two-ringers',
           'The bit is cleared though the wake found somebody: a second sleeper is forgotten.'),
    Mutant('BELL_CLEAR_BLIND', 7, 'bell-two-ringers',
           'The bit is cleared without comparing: one who announced himself meanwhile is forgotten.'),
    Mutant('BELL_NO_LOOK', 8, 'bell-two-ringers',
           'No look between announcing and sleeping: the news came before the announcement.'),
    Mutant('BELL_WAKE_ONE_FOR_ROOM', 9, 'bell-room',
           'Room wakes one publisher only: that one needs more, and another one\'s message would fit.'),
    Mutant('BELL_NO_FENCE_TO_ANSWER', 10, 'bell-own-fence',
           'Without membarrier, and no fence in ipq_bell_answer(): as in the first.'),
    Mutant('BELL_NO_RETRY', 11, 'bell-two-ringers',
           'A ringer whose swap fails leaves it at that: another had news as well, and woke one sleeper '
           'for it; the other one sleeps beside this message.'),
    Mutant('BELL_FENCED_EARLY', 12, 'bell-two-ringers',
           'FENCED is set together with the sleeper\'s bit, before the heavy fence: another sleeper runs '
           'none, while news sits in the store buffer of a ringer who has looked before.'),
    Mutant('BELL_FENCED_BLIND', 13, 'bell-two-ringers',
           'FENCED is set without comparing: the bit was cleared since the heavy fence, and a ringer has '
           'found none.'),
    Mutant('BELL_FENCED_UNSEEN', 14, 'bell-two-ringers',
           'A ringer who finds FENCED alone runs no fence: a sleeper relies on it.'),

    Mutant('DOORBELL_NO_HEAVY_FENCE', 1, 'doorbell-two-ringers',
           'A watcher announces itself without a fence: the news sits in the ringer\'s store buffer at '
           'its second look, and the ringer has seen no bit.'),
    Mutant('DOORBELL_NO_SELF_RING', 2, 'doorbell-one-a-poll',
           'Who finds something at the second look does not ring: there were two, committed while the '
           'bit was clear. The other one is nobody\'s.'),
    Mutant('DOORBELL_NO_SECOND_LOOK', 3, 'doorbell-two-ringers',
           'No look behind the announcement: the news came before it, with the ring that was silenced.'),
    Mutant('DOORBELL_CLEAR_BEFORE_RING', 4, 'doorbell-ringer-dies',
           'The bit is cleared before the FIFO is written to: killed in between, and the next ringer '
           'finds no bit.'),
    Mutant('DOORBELL_LONG_NO_NAP', 5, 'doorbell-long',
           'Not a mutant but a limit: one who needs much room silences a ring that meant room enough for '
           'another, who finds it when its nap is over. Without that excuse it waits for ever.'),
    Mutant('DOORBELL_SILENCE_BEHIND_LOOK', 6, 'doorbell-two-ringers',
           'The doorbell is emptied behind the second look: of a ring that came since.'),
    Mutant('DOORBELL_SILENCE_BEHIND_BIT', 15, 'doorbell-short',
           'It is emptied between announcing and looking: of a ring that cleared the bit. Nobody is '
           'announced any more.'),
    Mutant('DOORBELL_NO_COMPARING', 7, 'doorbell-watcher-dies',
           'Who finds the doorbell silent takes itself for announced: another watcher was killed between '
           'emptying and announcing, and from now on nobody rings.'),
    Mutant('DOORBELL_RUNG_IS_NOTHING', 8, 'doorbell-two-ringers',
           'Who is still announced does not look again, though the doorbell had rung: its ringer has '
           'not cleared the bit yet.'),
    Mutant('DOORBELL_CLEAR_BLIND', 9, 'doorbell-two-ringers',
           'A ringer clears the bit without comparing: it is a new one, of one who has silenced this very '
           'ring.'),
    Mutant('DOORBELL_ANNOUNCE_NO_STEP', 10, 'doorbell-two-ringers',
           'Who finds the bit set leaves the word as it is: the same, though the ringer compares.'),
    Mutant('DOORBELL_NO_FIRST_LOOK', 11, 'doorbell-two-ringers',
           'Who begins polls before it has looked: there is a message, and nobody is announced.'),
    Mutant('DOORBELL_NAP_TAKES_ONE', 12, 'doorbell-watcher-dies',
           'Who woke by itself polls again behind one message: there were two, and it takes two naps. '
           '(ipq_pollable() stays readable; who calls ipq_watch() has to see to it.)'),
    Mutant('DOORBELL_NO_FENCE_TO_ANSWER', 13, 'doorbell-own-fence',
           'Without membarrier, and no fence in ipq_bell_answer(): as in the first.'),
    Mutant('DOORBELL_SLEEPERS_ALONE', 14, 'doorbell-sleeper',
           'Where one sleeps, the doorbell is not rung, and the bit is cleared: the sleeper has its '
           'message, and the next one wakes nobody.'),
    Mutant('DOORBELL_NEW_BIT_IS_TAKEN', 16, 'doorbell-two-ringers',
           'A ringer whose swap fails takes the bit all the same: it is a new one, of one who has '
           'silenced this very ring, and nobody rings for him.'),
    Mutant('DOORBELL_FENCED_BLIND', 17, 'doorbell-two-ringers',
           'FENCED is set without comparing: as for sleepers.'),
    Mutant('DOORBELL_FENCED_UNSEEN', 18, 'doorbell-two-ringers',
           'A ringer who finds FENCED alone runs no fence: as for sleepers.'),

    Mutant('LIFE_NO_SECOND_QUESTION', 1, 'life-crash',
           'Who ends a life asks for the lock only once, before ENDING: one has joined since.'),
    Mutant('LIFE_NO_LOOK_AT_WORD', 2, 'life-crash',
           'A joiner takes the lock and does not look at the word: the life was ENDED.'),
    Mutant('LIFE_LOOK_BEFORE_LOCK', 12, 'life-crash',
           'A joiner looks at the word before it has the lock: the life ends in between.'),
    Mutant('LIFE_NO_RESCUE', 3, 'life-crash',
           'A joiner that finds ENDING leaves it so: the ender goes on to ENDED.'),
    Mutant('LIFE_NO_VERSION', 4, 'life-3',
           'ALIVE comes again with its old version: an ender that was stopped before its last swap '
           'ends the life of one who joined since.'),
    Mutant('LIFE_UNLINK_BY_PATH', 5, 'life-crash',
           'The ring is unlinked by its path: it is the next life\'s.'),
    Mutant('LIFE_NO_INODE_CHECK', 7, 'life-crash',
           'Who leaves unlinks what has the name, and does not compare: the same.'),
    Mutant('LIFE_FILL_EMPTY_DIRECTORY', 6, 'life-3',
           'A new ring is made in the empty directory that is there: one who removes the last '
           'life\'s ring from it removes the new one.'),
    Mutant('LIFE_REPLACE_ANYTHING', 8, 'life-crash',
           'The new directory replaces whatever is there: another\'s living queue.'),
    Mutant('LIFE_WAIT_FOR_ENDER', 9, 'life-3-stopped',
           'An opener that finds ENDING waits: the ender is stopped.'),
    Mutant('LIFE_NO_HELP', 10, 'life-3-stopped',
           'An opener that finds ENDED does not unlink: who ended it is stopped.'),
    Mutant('LIFE_NAME_BEFORE_LOCK', 11, 'life-crash',
           'A new queue gets its name before it is locked: another takes it for stale.'),
    Mutant('LIFE_END_KEPT_LEFTOVER', 13, 'life-keep',
           'Who clears up hidden directories ends also what is ALIVE: the ring has got its name '
           'meanwhile, it is a kept queue, and nobody has it open.'),
    Mutant('LIFE_CREATOR_LEAVES_UNBORN', 14, 'life-keep',
           'A creator leaves UNBORN as it is: the same.'),
    Mutant('LIFE_JOINER_LEAVES_UNBORN', 15, 'life-3-keep',
           'A joiner leaves UNBORN as it is: the same, where the creator was killed behind its rename.'),
    Mutant('LIFE_UNBORN_IS_ENDED', 16, 'life-crash',
           'A joiner takes UNBORN for ENDED, and unlinks: the creator goes on and has the queue open.'),
]
