// System calls of this process that fail or fall short when a test says so: the calls of the C
// library are defined once more, and pass to it whatever does not concern the files of the test.
#ifndef FAULTY_CALLS_H
#define FAULTY_CALLS_H

// What happens to a call, beside failing with an errno, which is above 0.
#define FAULTY_SHORT (-1) // reads bring half of what was asked for
#define FAULTY_END (-2)   // reads find the file at its end

// Counts the calls on what is at or below `root` from now on. The one that has as many before it as
// `number`, and all later ones of its kind on the same file, fare as `fault` says; with a negative
// number none does.
void faulty_calls_arm(const char *root, long number, int fault);

// Lets all calls pass again; returns how many there were.
long faulty_calls_disarm(void);

// Whose fate was changed, as `call path`; empty when nobody's was. Valid until the next arming.
const char *faulty_calls_struck(void);

#endif
