# SPDX-License-Identifier: MIT
"""Runs a module's unit tests and reports each in the Test Anything Protocol, which Meson counts."""

import sys
import traceback
import unittest


class Result(unittest.TestResult):
    def __init__(self, stream):
        super().__init__()
        self.stream = stream
        self.broken_parts = 0  # of the present test

    def _line(self, word, test, note=""):
        name = test.id().removeprefix("__main__.")
        print(f"{word} {self.testsRun} {name}{note}", file=self.stream, flush=True)

    def addSuccess(self, test):
        self._line("ok", test)

    def _failed(self, test, error):
        self._line("not ok", test)
        self._explain(error)

    def _explain(self, error):
        for line in "".join(traceback.format_exception(*error)).splitlines():
            print("# " + line, file=self.stream, flush=True)

    def addError(self, test, error):
        super().addError(test, error)
        self._failed(test, error)

    def addFailure(self, test, error):
        super().addFailure(test, error)
        self._failed(test, error)

    def addSubTest(self, test, subtest, error):
        super().addSubTest(test, subtest, error)
        if error is not None:
            self.broken_parts += 1
            self._explain(error)

    def stopTest(self, test):
        super().stopTest(test)
        if self.broken_parts > 0:
            self._line("not ok", test)
        self.broken_parts = 0

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self._line("ok", test, f" # SKIP {reason}")


def main():
    suite = unittest.defaultTestLoader.loadTestsFromModule(sys.modules["__main__"])
    print(f"1..{suite.countTestCases()}", flush=True)
    result = Result(sys.stdout)
    suite.run(result)
    sys.exit(not result.wasSuccessful())
