package main

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The README shows this program, and what it prints at the end.
func TestReadmeShowsThisProgram(t *testing.T) {
	text, err := os.ReadFile("../../README.md")
	require.NoError(t, err)
	readme := strings.ReplaceAll(string(text), "\r\n", "\n")
	source, err := os.ReadFile("main.go")
	require.NoError(t, err)
	program := strings.ReplaceAll(string(source), "\r\n", "\n")
	program = program[strings.Index(program, "package main"):]
	require.Equal(t, program, block(t, readme, "go"))

	orders, err := os.Open("../lifecycle/data/online-retail.csv.gz")
	require.NoError(t, err)
	defer orders.Close()
	c := exec.Command("go", "run", ".")
	c.Stdin = orders
	out, err := c.CombinedOutput()
	require.NoError(t, err, "%s", out)
	require.Contains(t, string(out), "541,909  rows read\n")
	require.True(t, strings.HasSuffix(string(out), block(t, readme, "text")), "it prints\n%s", out)
}

// block returns the first code block of a language.
func block(t *testing.T, markdown, language string) string {
	_, rest, ok := strings.Cut(markdown, "```"+language+"\n")
	require.True(t, ok, "the README has no block of %s", language)
	code, _, ok := strings.Cut(rest, "```")
	require.True(t, ok)
	return code
}
