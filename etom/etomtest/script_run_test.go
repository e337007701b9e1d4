package etomtest_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/etomcrm/etomcrm/etom/etomtest"
)

// These tests change the directory and the environment, so none of them is parallel.

const lamp = "# A lamp.\nswitch to=on\n----\nlit\n\n# It was \"on\".\nshow\n----\non\nbright\n"

// play runs the script of a lamp; faulty changes what it prints.
func play(path string, faulty *strings.Replacer) (failed bool, said string) {
	return try(func(t testing.TB) {
		state := "off"
		etomtest.Script(t, path, func(c etomtest.Command) string {
			if c.Verb == "switch" {
				state = c.Arg("to")
				return faulty.Replace("lit\n")
			}
			return faulty.Replace(state + "\nbright\n")
		})
	})
}

func TestScript_passes_what_is_the_same(t *testing.T) {
	inNewFolder(t, "lamp.txt", lamp)
	failed, said := play("lamp.txt", strings.NewReplacer())
	assert.False(t, failed)
	assert.Empty(t, said)
}

func TestScript_fails_on_a_difference(t *testing.T) {
	inNewFolder(t, "lamp.txt", lamp)
	failed, said := play("lamp.txt", strings.NewReplacer("bright", "dim", "lit", ""))
	assert.True(t, failed)
	assert.Contains(t, said, "lamp.txt:2: switch to=on\nline 1 differs\n want \"lit\"\n got  the end")
	assert.Contains(t, said, "lamp.txt:7: show\nline 2 differs\n want \"bright\"\n got  \"dim\"")
	assert.Equal(t, lamp, read(t, "lamp.txt"), "the script stays as it is")
}

func TestScript_fails_on_a_blank_line_in_the_output(t *testing.T) {
	inNewFolder(t, "lamp.txt", lamp)
	t.Setenv("ETOM_UPDATE", "1")
	for _, output := range []string{"lit\n\nvery", "\nlit", "lit\n \t\nvery", "lit\r\n\r\nvery", " "} {
		failed, said := play("lamp.txt", strings.NewReplacer("lit\n", output))
		assert.True(t, failed, "%q", output)
		assert.Contains(t, said, "lamp.txt:2: switch to=on\nprints a blank line")
		assert.Equal(t, lamp, read(t, "lamp.txt"), "the script stays as it is")
	}
}

func TestScript_fails_on_a_script_that_is_wrong_or_missing(t *testing.T) {
	inNewFolder(t, "lamp.txt", "switch\n")
	failed, said := play("lamp.txt", strings.NewReplacer())
	assert.True(t, failed)
	assert.Contains(t, said, "lamp.txt: script: line 1: needs ----")

	failed, said = play("other.txt", strings.NewReplacer())
	assert.True(t, failed)
	assert.Contains(t, said, "other.txt")
}

func TestScript_writes_with_ETOM_UPDATE_what_was_printed_and_keeps_the_rest(t *testing.T) {
	inNewFolder(t, "lamp.txt", lamp)
	t.Setenv("ETOM_UPDATE", "1")
	failed, _ := play("lamp.txt", strings.NewReplacer("bright", "dim\nand\nred", "lit\n", ""))
	assert.False(t, failed)
	assert.Equal(t, "# A lamp.\nswitch to=on\n----\n\n# It was \"on\".\nshow\n----\non\ndim\nand\nred\n", read(t, "lamp.txt"))

	failed, _ = play("lamp.txt", strings.NewReplacer())
	assert.False(t, failed)
	assert.Equal(t, lamp, read(t, "lamp.txt"), "and back again")

	failed, said := play("lamp.txt", strings.NewReplacer())
	assert.False(t, failed)
	assert.Empty(t, said, "what is right is not written")
}
