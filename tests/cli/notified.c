/* The part of a service manager that services speak to: binds a datagram socket at the path that it
 * is given and prints what comes, a message a line, until one says STOPPING=1. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

int main(int argc, char **argv)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    char message[1024];
    if (argc != 2 || strlen(argv[1]) >= sizeof address.sun_path)
        return 2;
    strcpy(address.sun_path, argv[1]);
    const int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof address) != 0) {
        perror("notified");
        return EXIT_FAILURE;
    }
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
