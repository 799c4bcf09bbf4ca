/* SPDX-License-Identifier: GPL-2.0-or-later */
/* options - what the command line and the configuration file ask for. */
#include "options.h"

#include <string.h>

#include "base/limits.h"
#include "base/span.h"
#include "source/source.h"

#ifndef KD_RULES
#define KD_RULES "/etc/kdump-diagnose/rules.d"
#endif

const char options_help[] =
	"Usage: kdump-diagnose [OPTION...] [PATH | -]\n"
	"Read the log of a crashed Linux kernel and say what killed it, why, and what to do.\n"
	"PATH is a log, a crash directory, or - (the default) for standard input.\n"
	"\n"
	"  -f, --format text|json|title|reason|log   what to print (default text); log: the\n"
	"                            log that is in the dump PATH, in place of a diagnosis\n"
	"  -o, --output DIR|FILE     write diagnosis.txt and diagnosis.json into DIR, or\n"
	"                            the chosen format into FILE, durably, mode 0600\n"
	"  -r, --rules DIR           more rules, *.rules in DIR, or one file (repeatable)\n"
	"      --no-default-rules    leave out those in " KD_RULES "\n"
	"      --check-rules         read no log: report every fault in the rules\n"
	"      --known-bugs FILE     the table of known kernel bugs, not the installed one\n"
	"  -c, --config FILE         read settings from FILE\n"
	"      --vmcore FILE         the dump, for all that the log at PATH does not tell\n"
	"      --dump-status N       exit status of saving the dump (proves a death)\n"
	"      --capture-log FILE    the capture kernel's own log: what failed while saving\n"
	"      --max-size BYTES      of the text, 512 to 16384 (default 4096)\n"
	"      --color auto|always|never\n"
	"  -h, --help                this text\n"
	"  -V, --version             the version\n"
	"\n"
	"Exit status: 0 a crash was diagnosed; 1 the log holds no crash; 2 usage;\n"
	"3 the input cannot be read; 4 the output cannot be written.\n";

/* The index of value in the NULL-ended list names, or -1 with *e set. */
static int choose(const char *option, const char *value, const char *const *names, struct error *e)
{
	for (int i = 0; names[i]; i++) {
		if (strcmp(value, names[i]) == 0)
			return i;
	}
	error_set(e, "--%s does not know \"%s\"; see --help for what it takes", option, value);
	return -1;
}

static bool parse_number(const char *what, const char *value, uint64_t min, uint64_t max,
			 uint64_t *number, struct error *e)
{
	struct span in = span_of(value);

	if (span_take_dec(&in, number) && !in.len && *number >= min && *number <= max)
		return true;
	error_set(e, "%s wants a number from %llu to %llu, not \"%s\"", what,
		  (unsigned long long)min, (unsigned long long)max, value);
	return false;
}

static bool parse_format(struct options *o, const char *value, struct error *e)
{
	static const char *const names[] = {"text", "json", "title", "reason", "log", NULL};
	int i = choose("format", value, names, e);

	if (i >= 0)
		o->format = (enum format)i;
	return i >= 0;
}

static bool parse_color(struct options *o, const char *value, struct error *e)
{
	static const char *const names[] = {"auto", "always", "never", NULL};
	int i = choose("color", value, names, e);

	if (i >= 0)
		o->color = (enum color)i;
	return i >= 0;
}

static bool parse_max_size(struct options *o, const char *value, struct error *e)
{
	uint64_t size;

	if (!parse_number("--max-size", value, LIMIT_SIZE_MIN, LIMIT_SIZE_MAX, &size, e))
		return false;
	o->max_size = (size_t)size;
	o->max_size_given = true;
	return true;
}

static bool parse_dump_status(struct options *o, const char *value, struct error *e)
{
	uint64_t status;

	if (!parse_number("--dump-status", value, 0, 255, &status, e))
		return false;
	o->dump_status = (unsigned int)status;
	o->dump_status_known = true;
	return true;
}

static bool add_rules(struct options *o, const char *value, struct error *e)
{
	if (o->rules_count == OPTIONS_RULES) {
		error_set(e, "--rules is taken %d times at most: put the files into one directory",
			  OPTIONS_RULES - 1);
		return false;
	}
	o->rules[o->rules_count++] = value;
	return true;
}

/* In the order of option_rows. */
enum option {
	OPT_FORMAT,
	OPT_OUTPUT,
	OPT_RULES,
	OPT_NO_DEFAULT_RULES,
	OPT_CHECK_RULES,
	OPT_KNOWN_BUGS,
	OPT_CONFIG,
	OPT_VMCORE,
	OPT_DUMP_STATUS,
	OPT_CAPTURE_LOG,
	OPT_MAX_SIZE,
	OPT_COLOR,
	OPT_HELP,
	OPT_VERSION,
	OPTIONS
};

/* letter: the short form, NUL for none. */
static const struct option_row {
	char name[17];
	char letter;
	bool wants_value;
} option_rows[OPTIONS] = {
	[OPT_FORMAT] = {"format", 'f', true},
	[OPT_OUTPUT] = {"output", 'o', true},
	[OPT_RULES] = {"rules", 'r', true},
	[OPT_NO_DEFAULT_RULES] = {"no-default-rules", '\0', false},
	[OPT_CHECK_RULES] = {"check-rules", '\0', false},
	[OPT_KNOWN_BUGS] = {"known-bugs", '\0', true},
	[OPT_CONFIG] = {"config", 'c', true},
	[OPT_VMCORE] = {"vmcore", '\0', true},
	[OPT_DUMP_STATUS] = {"dump-status", '\0', true},
	[OPT_CAPTURE_LOG] = {"capture-log", '\0', true},
	[OPT_MAX_SIZE] = {"max-size", '\0', true},
	[OPT_COLOR] = {"color", '\0', true},
	[OPT_HELP] = {"help", 'h', false},
	[OPT_VERSION] = {"version", 'V', false},
};

static bool take_option(struct options *o, enum option option, const char *value, struct error *e)
{
	switch (option) {
	case OPT_FORMAT:
		return parse_format(o, value, e);
	case OPT_OUTPUT:
		o->output = value;
		return true;
	case OPT_CONFIG:
		o->config = value;
		return true;
	case OPT_RULES:
		return add_rules(o, value, e);
	case OPT_NO_DEFAULT_RULES:
		o->no_default_rules = true;
		return true;
	case OPT_CHECK_RULES:
		o->check_rules = true;
		return true;
	case OPT_KNOWN_BUGS:
		o->known_bugs = value;
		return true;
	case OPT_VMCORE:
		o->vmcore = value;
		return true;
	case OPT_DUMP_STATUS:
		return parse_dump_status(o, value, e);
	case OPT_CAPTURE_LOG:
		o->capture_log = value;
		return true;
	case OPT_MAX_SIZE:
		return parse_max_size(o, value, e);
	case OPT_COLOR:
		return parse_color(o, value, e);
	case OPT_HELP:
		o->help = true;
		return true;
	case OPT_VERSION:
		o->version = true;
		return true;
	default:
		return false;
	}
}

/* The option that the first len bytes of name spell, or begin to spell and no
 * other does; OPTIONS if there is none. */
static enum option find_long(const char *name, size_t len)
{
	enum option found = OPTIONS;
	unsigned int matches = 0;

	for (enum option i = 0; i < OPTIONS; i++) {
		if (strncmp(option_rows[i].name, name, len) != 0)
			continue;
		if (!option_rows[i].name[len])
			return i;
		found = i;
		matches++;
	}
	return matches == 1 ? found : OPTIONS;
}

static enum option find_short(char letter)
{
	enum option i = 0;

	while (i < OPTIONS && option_rows[i].letter != letter)
		i++;
	return i;
}

/* Take the long option argv[0], "--name", "--name=value" or "--name value".
 * The words of argv that it took up; 0 with *e set. */
static int take_long(struct options *o, char **argv, struct error *e)
{
	const char *name = argv[0] + 2;
	size_t len = strcspn(name, "=");
	enum option option = find_long(name, len);
	const char *value = name[len] ? name + len + 1 : NULL;
	int words = 1;

	if (option == OPTIONS) {
		error_set(e, "there is no option %s; see --help", argv[0]);
		return 0;
	}
	if (option_rows[option].wants_value && !value) {
		value = argv[1];
		words = 2;
	}
	if (option_rows[option].wants_value != !!value) {
		error_set(e, "--%s wants %s argument; see --help", option_rows[option].name,
			  value ? "no" : "an");
		return 0;
	}
	return take_option(o, option, value, e) ? words : 0;
}

/* The same for the letters of argv[0]: "-h", "-hV", "-f value", "-fvalue". */
static int take_short(struct options *o, char **argv, struct error *e)
{
	for (const char *letter = argv[0] + 1; *letter; letter++) {
		enum option option = find_short(*letter);
		const char *value = letter[1] ? letter + 1 : argv[1];

		if (option == OPTIONS || (option_rows[option].wants_value && !value)) {
			error_set(e,
				  option == OPTIONS ? "there is no option -%c; see --help"
						    : "-%c wants an argument; see --help",
				  *letter);
			return 0;
		}
		if (!take_option(o, option, value, e))
			return 0;
		if (option_rows[option].wants_value)
			return letter[1] ? 1 : 2;
	}
	return 1;
}

bool options_parse(struct options *o, int argc, char **argv, struct error *e)
{
	const char *path = NULL;
	bool more = true; /* options: no "--" yet */

	*o = (struct options){
		.path = "-", .max_size = LIMIT_SIZE_DEFAULT, .rules = {KD_RULES}, .rules_count = 1};
	for (int i = 1, words; i < argc; i += words) {
		words = 1;
		if (more && strcmp(argv[i], "--") == 0) {
			more = false;
		} else if (more && argv[i][0] == '-' && argv[i][1]) {
			words = argv[i][1] == '-' ? take_long(o, argv + i, e)
						  : take_short(o, argv + i, e);
			if (!words)
				return false;
		} else if (path) {
			error_set(e, "one log at a time: \"%s\" is one too many; see --help",
				  argv[i]);
			return false;
		} else {
			path = argv[i];
		}
	}
	if (path || o->vmcore)
		o->path = path;
	if (o->format != FORMAT_LOG || !o->output)
		return true;
	error_set(e, "--format log is printed, not written by --output; use \"> FILE\"");
	return false;
}

/* --- the configuration file ------------------------------------------------------- */

/* Keys that are the hook's business. */
static bool is_hook_key(struct span key)
{
	return span_is(key, "netconsole") || span_is(key, "netconsole_modules") ||
	       span_is(key, "time_limit");
}

static bool take_setting(struct options *o, struct span line, struct error *e)
{
	struct span key;
	char value[64];

	if (!span_take_until(&line, " \t=", &key)) {
		error_set(e, "a line must be \"key = value\"");
		return false;
	}
	span_take_blanks(&line);
	if (!span_take_text(&line, "=")) {
		error_set(e, "a line must be \"key = value\"");
		return false;
	}
	if (is_hook_key(key))
		return true;
	if (!span_is(key, "max_size")) {
		error_set(e, "unknown key \"%.*s\"", (int)(key.len < 40 ? key.len : 40), key.at);
		return false;
	}
	line = span_trim(line);
	if (line.len >= 2 && line.at[0] == '"' && line.at[line.len - 1] == '"')
		line = span_first(span_from(line, 1), line.len - 2);
	span_copy(value, sizeof(value), line);
	return o->max_size_given || parse_max_size(o, value, e);
}

/* The line without its comment. */
static struct span without_comment(struct span line)
{
	return span_trim(span_first(line, span_find(line, "#")));
}

/* The first bytes of the file, as many as fit. */
static bool read_file(const char *path, char *buffer, size_t size, struct span *text,
		      struct error *e)
{
	struct source source;
	size_t len = 0;
	ssize_t n = 0;

	if (!source_open(&source, path, NULL, e))
		return false;
	while (len < size && (n = source_read(&source, buffer + len, size - len, e)) > 0)
		len += (size_t)n;
	source_close(&source);
	*text = (struct span){buffer, len};
	if (n < 0)
		error_prefix(e, "cannot read %s", path);
	return n >= 0;
}

bool options_read_config(struct options *o, struct error *e)
{
	bool given = o->max_size_given, good;
	char buffer[LIMIT_CONFIG];
	struct span rest;

	if (!read_file(o->config, buffer, sizeof(buffer), &rest, e))
		return false;
	good = rest.len < sizeof(buffer);
	if (!good)
		error_set(e, "%s: only its first %d bytes are read", o->config, LIMIT_CONFIG);
	for (unsigned int number = 1; rest.len; number++) {
		struct span line = span_first(rest, span_find(rest, "\n"));
		struct span text = without_comment(line);
		struct error one;

		rest = span_from(rest, line.len + 1);
		if (!text.len || take_setting(o, text, &one))
			continue;
		if (good)
			error_set(e, "%s:%u: %s; the line is skipped", o->config, number, one.text);
		good = false;
	}
	o->max_size_given = given;
	return good;
}
