// System calls of this process that fail or fall short when a test says so: the calls of the C
// library are defined once more, and pass to it whatever does not concern the files of a test.
//
// Tests may do so at the same time, each with a root of its own, up to sixteen of them.
#ifndef FAULTY_CALLS_H
#define FAULTY_CALLS_H

// What happens to a call, beside failing with an errno, which is above 0.
#define FAULTY_SHORT (-1) // reads bring half of what was asked for
#define FAULTY_END (-2)   // reads find the file at its end

// Which calls count.
#define FAULTY_NONE (-1)
#define FAULTY_ALL (-2)

// Counts the calls on what is at or below `root` from now on, of those that the fault can strike. The
// one that has as many before it as `number`, and all later ones of its kind on the same file, fare
// as `fault` says; so do all, or none, as FAULTY_ALL or FAULTY_NONE say.
void faulty_calls_arm(const char *root, long number, int fault);

// Lets one kind of call fare so on the file at `path`: `open`, `stat`, `readlink`, `read`, `list` or
// `attributes`.
void faulty_calls_arm_at(const char *call, const char *path, int fault);

// Lets all calls on the root, or path, pass again; returns how many there were.
long faulty_calls_disarm(const char *root);

// Whose fate was changed below an armed root, as `call path`; empty when nobody's was. Valid until it
// is disarmed.
const char *faulty_calls_struck(const char *root);

#endif
