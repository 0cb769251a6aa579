/* SPDX-License-Identifier: MIT */
/*
 * Runs the tests of a program that was built without Criterion: every test in a process of its own,
 * so that a crash, a hang or a sanitizer's report ends one test and the others go on.
 *
 *   usage: PROGRAM [--list] [--filter GLOB] [--xml=PATH] [--jobs N] [--timeout SECONDS]
 *
 * GLOB is matched against "suite/name". The report is TAP on standard output and, with --xml,
 * JUnit. A test passes when it returns to the runner without a failed assertion, or ends the way
 * its options say (signal, exit_code). Ending in any other way fails, exit(0) included. The runner
 * itself has one thread, which ThreadSanitizer asks of a process that forks.
 */
#include "support/plain_runner.h"

#include <errno.h>
#include <fnmatch.h>
#include <getopt.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
    JOBS_MAX = 64,
    OUTPUT_MAX = 16384, /* bytes of a failed test's output that the reports keep: the last ones */
    REASON_MAX = 256,
    DEFAULT_TIMEOUT = 120 /* seconds */
};

enum outcome { PASSED, FAILED, SKIPPED };

/* What a test's process tells the runner; in memory that both see. */
struct verdict {
    bool returned; /* it came back from the test and its fini */
    int failures;
    bool skipped;
    char reason[REASON_MAX];
};

struct test {
    const struct plain_entry *entry;
    const struct plain_entry *suite; /* NULL: no TestSuite() */
    enum outcome outcome;
    double seconds;
    char reason[REASON_MAX];
    char *output; /* of a failed test */
};

/* A place in which a test runs. */
struct job {
    struct test *test; /* NULL: free */
    struct verdict *verdict;
    FILE *output;
    pid_t pid;
    double started;
    bool timed_out;
};

struct settings {
    bool list;
    const char *filter;
    const char *xml;
    int jobs;
    double timeout;
};

static struct plain_entry *registered;

/* Of the process that runs a test. */
static struct verdict *current;
static jmp_buf leave;
static pthread_t test_thread;

void plain_register(struct plain_entry *entry)
{
    entry->next = registered;
    registered = entry;
}

/* --- What the assertions call, in the test's process --- */

__attribute__((format(printf, 4, 0))) static void note_failure(const char *file, int line,
                                                               const char *what, const char *format,
                                                               va_list args)
{
    current->failures++;
    printf("%s:%d: %s", file, line, what);
    if (format[strspn(format, " ")] != '\0') {
        printf("\n   ");
        vprintf(format, args);
    }
    printf("\n");
    fflush(stdout);
}

__attribute__((noreturn)) static void leave_test(void)
{
    /* Another thread has no way back to the runner's stack. */
    if (!pthread_equal(pthread_self(), test_thread))
        _exit(1);
    longjmp(leave, 1);
}

void plain_expect_failed(const char *file, int line, const char *what, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    note_failure(file, line, what, format, args);
    va_end(args);
}

void plain_assert_failed(const char *file, int line, const char *what, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    note_failure(file, line, what, format, args);
    va_end(args);
    leave_test();
}

void plain_skip(const char *format, ...)
{
    va_list args;

    current->skipped = true;
    va_start(args, format);
    vsnprintf(current->reason, sizeof(current->reason), format, args);
    va_end(args);
    leave_test();
}

int plain_strcmp(const char *a, const char *b)
{
    if (!a || !b)
        return (a != NULL) - (b != NULL);
    return strcmp(a, b);
}

const char *plain_texts(const char *what, const char *a, const char *b)
{
    static char text[2048];

    snprintf(text, sizeof(text), "%s is false\n   left:  %s\n   right: %s", what, a ? a : "(null)",
             b ? b : "(null)");
    return text;
}

/* --- One test --- */

static double now(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static void call(void (*function)(void))
{
    if (function)
        function();
}

static void run_test(const struct test *test)
{
    const struct plain_options *own = test->entry->options;
    const struct plain_options *suite = test->suite ? test->suite->options : own;

    test_thread = pthread_self();
    if (setjmp(leave) == 0) {
        if (suite != own)
            call(suite->init);
        call(own->init);
        test->entry->run();
    }
    /* As in Criterion the fini runs after a failure too, and may itself fail. */
    if (setjmp(leave) == 0) {
        call(own->fini);
        if (suite != own)
            call(suite->fini);
    }
    current->returned = true;
}

static void start(struct job *job, struct test *test)
{
    memset(job->verdict, 0, sizeof(*job->verdict));
    job->test = test;
    job->timed_out = false;
    job->started = now();
    job->output = tmpfile();
    if (!job->output) {
        perror("plain runner: tmpfile");
        exit(2);
    }
    fflush(NULL);
    job->pid = fork();
    if (job->pid < 0) {
        perror("plain runner: fork");
        exit(2);
    }
    if (job->pid > 0)
        return;

    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    setpgid(0, 0);
    dup2(fileno(job->output), STDOUT_FILENO);
    dup2(fileno(job->output), STDERR_FILENO);
    current = job->verdict;
    run_test(test);
    /* Not _exit(): sanitizers report leaks and races at exit. */
    exit(current->failures > 0 ? 1 : 0);
}

static int option_signal(const struct test *test)
{
    int own = test->entry->options->signal;
    return own || !test->suite ? own : test->suite->options->signal;
}

static int option_exit_code(const struct test *test)
{
    int own = test->entry->options->exit_code;
    return own || !test->suite ? own : test->suite->options->exit_code;
}

static bool is_disabled(const struct test *test)
{
    return test->entry->options->disabled || (test->suite && test->suite->options->disabled);
}

static double time_allowed(const struct test *test, const struct settings *settings)
{
    double seconds = test->entry->options->timeout;

    if (seconds <= 0 && test->suite)
        seconds = test->suite->options->timeout;
    return seconds > 0 && seconds < settings->timeout ? seconds : settings->timeout;
}

/* The last bytes of what the test wrote. */
static char *read_output(FILE *file)
{
    char *text = calloc(1, OUTPUT_MAX + 1);
    long size;

    fseek(file, 0, SEEK_END);
    size = ftell(file);
    fseek(file, size > OUTPUT_MAX ? size - OUTPUT_MAX : 0, SEEK_SET);
    if (text)
        text[fread(text, 1, OUTPUT_MAX, file)] = '\0';
    return text;
}

static void judge(struct job *job, int status)
{
    const struct verdict *verdict = job->verdict;
    struct test *test = job->test;
    int wanted_signal = option_signal(test);
    int wanted_code = option_exit_code(test);

    test->outcome = FAILED;
    if (job->timed_out)
        snprintf(test->reason, REASON_MAX, "did not end within %.0f s", now() - job->started);
    else if (verdict->failures > 0)
        snprintf(test->reason, REASON_MAX, "%d assertion(s) failed", verdict->failures);
    else if (WIFSIGNALED(status) && WTERMSIG(status) == wanted_signal)
        test->outcome = PASSED;
    else if (WIFSIGNALED(status))
        snprintf(test->reason, REASON_MAX, "ended by signal %d (%s)", WTERMSIG(status),
                 strsignal(WTERMSIG(status)));
    else if (wanted_signal)
        snprintf(test->reason, REASON_MAX, "did not end by signal %d", wanted_signal);
    else if (wanted_code && WEXITSTATUS(status) == wanted_code && !verdict->returned)
        test->outcome = PASSED;
    else if (wanted_code || !verdict->returned)
        snprintf(test->reason, REASON_MAX, "left by exit(%d)", WEXITSTATUS(status));
    else if (WEXITSTATUS(status) != 0)
        snprintf(test->reason, REASON_MAX, "ended with status %d: a sanitizer's report",
                 WEXITSTATUS(status));
    else if (verdict->skipped)
        test->outcome = SKIPPED;
    else
        test->outcome = PASSED;

    if (test->outcome == SKIPPED)
        snprintf(test->reason, REASON_MAX, "%s", verdict->reason);
    if (test->outcome == FAILED)
        test->output = read_output(job->output);
}

static void report_line(const struct test *test, int number)
{
    const char *ok = test->outcome == FAILED ? "not ok" : "ok";

    printf("%s %d - %s/%s", ok, number, test->entry->suite, test->entry->name);
    if (test->outcome == SKIPPED)
        printf(" # SKIP %s", test->reason);
    printf(" (%.2f s)\n", test->seconds);
    if (test->outcome == FAILED)
        printf("# %s\n%s\n", test->reason, test->output ? test->output : "");
    fflush(stdout);
}

/* --- All tests --- */

/* Ends the tests that overran; returns whether a test has ended, with its job and status. */
static bool reap(struct job *jobs, const struct settings *settings, struct job **ended, int *status)
{
    for (int i = 0; i < settings->jobs; i++) {
        struct job *job = &jobs[i];

        if (!job->test)
            continue;
        if (waitpid(job->pid, status, WNOHANG) == job->pid) {
            *ended = job;
            return true;
        }
        if (!job->timed_out && now() - job->started > time_allowed(job->test, settings)) {
            job->timed_out = true;
            kill(-job->pid, SIGKILL);
            kill(job->pid, SIGKILL);
        }
    }
    return false;
}

static void finish(struct job *job, int status, int number)
{
    /* What the test may have started and left behind. */
    kill(-job->pid, SIGKILL);
    job->test->seconds = now() - job->started;
    judge(job, status);
    fclose(job->output);
    report_line(job->test, number);
    job->test = NULL;
}

static void run_all(struct test *tests, int count, const struct settings *settings)
{
    struct job jobs[JOBS_MAX] = {0};
    struct timespec moment = {0, 100 * 1000 * 1000};
    sigset_t child;
    int next = 0;
    int done = 0;

    for (int i = 0; i < settings->jobs; i++) {
        jobs[i].verdict = mmap(NULL, sizeof(struct verdict), PROT_READ | PROT_WRITE,
                               MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        if (jobs[i].verdict == MAP_FAILED) {
            perror("plain runner: mmap");
            exit(2);
        }
    }
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    sigprocmask(SIG_BLOCK, &child, NULL);

    while (done < count) {
        struct job *ended;
        int status;

        for (int i = 0; i < settings->jobs && next < count; i++) {
            if (jobs[i].test)
                continue;
            start(&jobs[i], &tests[next++]);
        }
        while (reap(jobs, settings, &ended, &status))
            finish(ended, status, ++done);
        if (done < next)
            sigtimedwait(&child, NULL, &moment);
    }
}

/* In the reports, text is printable ASCII and UTF-8 as it came; XML 1.0 knows no other control
 * characters. */
static void write_escaped(FILE *file, const char *text)
{
    for (; text && *text; text++) {
        unsigned char c = (unsigned char)*text;

        if (c == '&')
            fputs("&amp;", file);
        else if (c == '<')
            fputs("&lt;", file);
        else if (c == '>')
            fputs("&gt;", file);
        else if (c == '"')
            fputs("&quot;", file);
        else if (c < 0x20 && c != '\n' && c != '\t')
            fputc('?', file);
        else
            fputc(c, file);
    }
}

static int write_xml(const char *path, const struct test *tests, int count)
{
    FILE *file = fopen(path, "w");

    if (!file) {
        perror(path);
        return -1;
    }
    fprintf(file, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
    for (int i = 0; i < count; i++) {
        const struct test *test = &tests[i];
        const char *element = test->outcome == SKIPPED ? "skipped" : "failure";

        fprintf(file, "<testsuite name=\"%s\"><testcase name=\"%s\" time=\"%.3f\">",
                test->entry->suite, test->entry->name, test->seconds);
        if (test->outcome != PASSED) {
            fprintf(file, "<%s message=\"", element);
            write_escaped(file, test->reason);
            fprintf(file, "\">");
            write_escaped(file, test->output);
            fprintf(file, "</%s>", element);
        }
        fprintf(file, "</testcase></testsuite>\n");
    }
    fprintf(file, "</testsuites>\n");
    return fclose(file);
}

static const struct plain_entry *find_suite(const char *name)
{
    for (const struct plain_entry *entry = registered; entry; entry = entry->next) {
        if (!entry->run && strcmp(entry->suite, name) == 0)
            return entry;
    }
    return NULL;
}

static int compare_tests(const void *left, const void *right)
{
    const struct plain_entry *a = ((const struct test *)left)->entry;
    const struct plain_entry *b = ((const struct test *)right)->entry;
    int order = strcmp(a->suite, b->suite);

    return order ? order : strcmp(a->name, b->name);
}

/* The tests that the filter names, in the order of their names; disabled ones last, not counted in
 * *enabled. */
static struct test *choose_tests(const char *filter, int *enabled, int *count)
{
    struct test *tests;
    char name[512];
    int total = 0;
    int disabled = 0;

    for (const struct plain_entry *entry = registered; entry; entry = entry->next)
        total++;
    tests = calloc((size_t)total + 1, sizeof(*tests));
    if (!tests)
        exit(2);

    *count = 0;
    for (const struct plain_entry *entry = registered; entry; entry = entry->next) {
        struct test test = {.entry = entry, .suite = find_suite(entry->suite)};

        snprintf(name, sizeof(name), "%s/%s", entry->suite, entry->name ? entry->name : "");
        if (!entry->run || (filter && fnmatch(filter, name, 0) != 0))
            continue;
        if (is_disabled(&test)) {
            test.outcome = SKIPPED;
            snprintf(test.reason, REASON_MAX, "disabled in the source");
            tests[total - ++disabled] = test;
            continue;
        }
        tests[(*count)++] = test;
    }
    *enabled = *count;
    qsort(tests, (size_t)*enabled, sizeof(*tests), compare_tests);
    memmove(&tests[*enabled], &tests[total - disabled], (size_t)disabled * sizeof(*tests));
    *count += disabled;
    return tests;
}

static void usage(const char *program)
{
    fprintf(stderr,
            "usage: %s [--list] [--filter GLOB] [--xml=PATH] [--jobs N] [--timeout SECONDS]\n",
            program);
    exit(2);
}

static struct settings parse_arguments(int argc, char **argv)
{
    static const struct option options[] = {
        {"list", no_argument, NULL, 'l'},          {"filter", required_argument, NULL, 'f'},
        {"xml", required_argument, NULL, 'x'},     {"jobs", required_argument, NULL, 'j'},
        {"timeout", required_argument, NULL, 't'}, {NULL, 0, NULL, 0},
    };
    struct settings settings = {.jobs = 1, .timeout = DEFAULT_TIMEOUT};
    int option;

    while ((option = getopt_long(argc, argv, "lj:", options, NULL)) != -1) {
        switch (option) {
        case 'l':
            settings.list = true;
            break;
        case 'f':
            settings.filter = optarg;
            break;
        case 'x':
            settings.xml = optarg;
            break;
        case 'j':
            settings.jobs = (int)strtol(optarg, NULL, 10);
            break;
        case 't':
            settings.timeout = strtod(optarg, NULL);
            break;
        default:
            usage(argv[0]);
        }
    }
    if (optind != argc || settings.jobs < 1 || settings.jobs > JOBS_MAX || settings.timeout <= 0)
        usage(argv[0]);
    return settings;
}

int main(int argc, char **argv)
{
    struct settings settings = parse_arguments(argc, argv);
    int outcomes[] = {0, 0, 0};
    int status = 0;
    int enabled;
    int count;
    struct test *tests = choose_tests(settings.filter, &enabled, &count);

    if (settings.list) {
        for (int i = 0; i < count; i++)
            printf("%s/%s\n", tests[i].entry->suite, tests[i].entry->name);
    } else {
        printf("1..%d\n", count);
        run_all(tests, enabled, &settings);
        for (int i = enabled; i < count; i++)
            report_line(&tests[i], i + 1);
        for (int i = 0; i < count; i++)
            outcomes[tests[i].outcome]++;
        printf("# %d passed, %d failed, %d skipped\n", outcomes[PASSED], outcomes[FAILED],
               outcomes[SKIPPED]);
        if (settings.xml && write_xml(settings.xml, tests, count) != 0)
            status = 2;
        if (outcomes[FAILED] > 0 || count == 0)
            status = 1;
    }
    for (int i = 0; i < count; i++)
        free(tests[i].output);
    free(tests);
    return status;
}
