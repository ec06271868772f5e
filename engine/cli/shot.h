/* `fbrun shot`: saves what a running fbrun shows. */
#ifndef CLI_SHOT_H
#define CLI_SHOT_H

/* argv[0] is "shot"; its own options and the picture's path follow. Returns the exit status: 0, 1
 * after an error or 2 after a wrong command line, which has been logged. */
int shot_run(int argc, char **argv);

#endif
