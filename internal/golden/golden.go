// Package golden reads reference values: numbers that another implementation
// computed, together with where they come from.
//
// A case is one JSON file, testdata/<type>/<case>.json:
//
//	{
//	  "source":    "scikit-learn",
//	  "version":   "1.9.1",
//	  "script":    "benchmarks/peers/golden_kmeans.py",
//	  "input":     {"x": [[1, 2], [3, "NaN"]], "k": 2},
//	  "output":    {"inertia": 0.5},
//	  "tolerance": 1e-9,
//	  "reason":    "sums of 150 squares in another order"
//	}
//
// The script is a path from the root of the module and is committed, so that
// everybody can make the numbers again; no test runs it. NaN and infinities,
// which JSON lacks, are the words "NaN", "+Inf" and "-Inf": see [Float].
package golden

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Case is a reference case with input I and output O.
type Case[I, O any] struct {
	Source    string  `json:"source"`    // the program that computed the output
	Version   string  `json:"version"`   // and its version
	Script    string  `json:"script"`    // how to do so again, from the root of the module
	Input     I       `json:"input"`     // what it was given
	Output    O       `json:"output"`    // what it said
	Tolerance float64 `json:"tolerance"` // how far we may be away, see Near; 0 is not at all
	Reason    string  `json:"reason"`    // why that far; may be empty where Tolerance is 0
}

// Load reads a case. It ends the test if the file cannot be read, has unknown
// fields at the top, lacks its origin, input or output, names a script that
// does not exist, or has a tolerance without a reason.
//
// Unknown fields inside input and output are allowed, so that a test can read
// just what it needs.
func Load[I, O any](t testing.TB, path string) Case[I, O] {
	t.Helper()
	root, err := moduleRoot()
	if err != nil {
		t.Fatalf("golden: %v", err)
	}
	c, err := load[I, O](root, path)
	if err != nil {
		t.Fatalf("golden: %s: %v", path, err)
	}
	return c
}

func load[I, O any](root, path string) (Case[I, O], error) {
	var c Case[I, O]
	text, err := os.ReadFile(path)
	if err != nil {
		return c, err
	}
	var raw Case[json.RawMessage, json.RawMessage]
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&raw); err != nil {
		return c, err
	}
	if _, err := d.Token(); err != io.EOF {
		return c, errors.New("something follows the case")
	}
	if err := raw.complete(root); err != nil {
		return c, err
	}
	c = Case[I, O]{Source: raw.Source, Version: raw.Version, Script: raw.Script, Tolerance: raw.Tolerance, Reason: raw.Reason}
	if err := json.Unmarshal(raw.Input, &c.Input); err != nil {
		return c, fmt.Errorf("input: %w", err)
	}
	if err := json.Unmarshal(raw.Output, &c.Output); err != nil {
		return c, fmt.Errorf("output: %w", err)
	}
	return c, nil
}

// complete tells what a case lacks.
func (c Case[I, O]) complete(root string) error {
	for _, f := range []struct{ name, text string }{
		{"source", c.Source}, {"version", c.Version}, {"script", c.Script},
	} {
		if strings.TrimSpace(f.text) == "" {
			return fmt.Errorf("%s is empty", f.name)
		}
	}
	if !filepath.IsLocal(filepath.FromSlash(c.Script)) {
		return fmt.Errorf("script %q is not a path inside the module", c.Script)
	}
	if info, err := os.Stat(filepath.Join(root, filepath.FromSlash(c.Script))); err != nil || !info.Mode().IsRegular() {
		return fmt.Errorf("script %q is not a file of the module", c.Script)
	}
	for name, part := range map[string]any{"input": c.Input, "output": c.Output} {
		if raw, ok := part.(json.RawMessage); ok && (len(raw) == 0 || string(raw) == "null") {
			return fmt.Errorf("%s is missing", name)
		}
	}
	if !(c.Tolerance >= 0) {
		return fmt.Errorf("tolerance is %v", c.Tolerance)
	}
	if c.Tolerance > 0 && strings.TrimSpace(c.Reason) == "" {
		return errors.New("tolerance has no reason")
	}
	return nil
}

// moduleRoot returns the folder of the root module, also for tests of the
// modules nested in it.
func moduleRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if text, err := os.ReadFile(filepath.Join(dir, "go.mod")); err == nil && isRoot(text) {
			return dir, nil
		}
		up := filepath.Dir(dir)
		if up == dir {
			return "", errors.New("the working directory is not inside the module")
		}
		dir = up
	}
}

// isRoot tells whether a go.mod is that of the root module.
func isRoot(text []byte) bool {
	for line := range strings.Lines(string(text)) {
		if f := strings.Fields(line); len(f) == 2 && f[0] == "module" {
			return f[1] == "github.com/clm-go/clm"
		}
	}
	return false
}
