/* The part of a service manager that services speak to: binds a datagram socket at the path that it
 * is given and prints what comes, a message a line, until one says STOPPING=1. With a second
 * argument it sends that to the path, as a service does. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

static int receive(int fd)
{
    char message[1024];
    setvbuf(stdout, NULL, _IOLBF, 0);
    puts("bound");
    do {
        const ssize_t size = recv(fd, message, sizeof message - 1, 0);
        if (size < 0)
            return EXIT_FAILURE;
        message[size] = '\0';
        puts(message);
    } while (strcmp(message, "STOPPING=1") != 0);
    return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (argc < 2 || argc > 3 || strlen(argv[1]) >= sizeof address.sun_path)
        return 2;
    strcpy(address.sun_path, argv[1]);
    const struct sockaddr *to = (struct sockaddr *)&address;
    const int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
    if (argc == 3 && sendto(fd, argv[2], strlen(argv[2]), 0, to, sizeof address) >= 0)
        return EXIT_SUCCESS;
    if (argc == 2 && bind(fd, to, sizeof address) == 0)
        return receive(fd);
    perror("notified");
    return EXIT_FAILURE;
}
