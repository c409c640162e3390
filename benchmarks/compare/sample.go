package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

const (
	rounds    = 10
	benchTime = "100ms" // at least, for each sample
)

// sampler runs the benchmarks of both sides.
type sampler struct {
	dir       string // for its files
	benchstat string
	built     []binaries
}

// binaries are the tests of one package on both sides.
type binaries struct {
	dir        string
	base, head side
}

type side struct{ program, dir string }

// build builds the tests of a package. One that the base does not have, or
// that does not build there, has nothing to be compared with.
func (s *sampler) build(base, head, dir string) error {
	b := binaries{dir: dir}
	for _, t := range []struct {
		side *side
		tree string
		name string
	}{{&b.base, base, "base"}, {&b.head, head, "head"}} {
		*t.side = side{
			program: filepath.Join(s.dir, strings.ReplaceAll(dir, "/", "_")+"."+t.name),
			dir:     filepath.Join(t.tree, dir),
		}
		if _, err := os.Stat(t.side.dir); err != nil {
			fmt.Printf("%s: there is none in the %s\n", dir, t.name)
			return nil
		}
		build := exec.Command("go", "test", "-c", "-o", t.side.program, ".")
		build.Dir = t.side.dir
		if text, err := build.CombinedOutput(); err != nil {
			if t.name == "base" {
				fmt.Printf("%s: does not build in the base\n", dir)
				return nil
			}
			return fmt.Errorf("%s: %w\n%s", dir, err, text)
		}
	}
	s.built = append(s.built, b)
	return nil
}

// compare samples the named benchmarks, prints benchstat's table and returns
// the figures of those that both sides have.
func (s *sampler) compare(label string, names []string) (map[string]figures, error) {
	found := map[string]figures{}
	if len(s.built) == 0 {
		return found, nil
	}
	text, err := s.sample(names)
	if err != nil {
		return nil, err
	}
	input := func(what string) string { return what + "=" + filepath.Join(s.dir, label+"."+what) }
	for what, lines := range text {
		if err := os.WriteFile(filepath.Join(s.dir, label+"."+what), lines, 0o666); err != nil {
			return nil, err
		}
	}
	table, err := s.stat("text", input("base"), input("head"))
	if err != nil {
		return nil, err
	}
	os.Stdout.Write(table)
	sides, err := s.changes(input("base"), input("head"))
	if err != nil {
		return nil, err
	}
	halves, err := s.changes(input("odd"), input("even"))
	if err != nil {
		return nil, err
	}
	for name, c := range sides {
		found[name] = figures{c, halves[name].ratio}
	}
	return found, nil
}

// sample runs the named benchmarks on both sides in turn and returns what they
// printed, of the base also that of the odd and the even rounds alone.
func (s *sampler) sample(names []string) (map[string][]byte, error) {
	text := map[string][]byte{}
	for round := range rounds {
		half := []string{"even", "odd"}[round%2]
		for _, b := range s.built {
			p := pattern(b.dir, names)
			if p == "" {
				continue
			}
			base := func() error {
				out, err := b.base.run(p)
				text["base"] = append(text["base"], out...)
				text[half] = append(text[half], out...)
				return err
			}
			head := func() error {
				out, err := b.head.run(p)
				text["head"] = append(text["head"], out...)
				if list := absent(b.dir, names, results(b.dir, out)); err == nil && len(list) > 0 {
					return fmt.Errorf("no such benchmark: %s", strings.Join(list, ", "))
				}
				return err
			}
			first, second := base, head
			if half == "odd" {
				first, second = head, base
			}
			if err := errors.Join(first(), second()); err != nil {
				return nil, err
			}
		}
	}
	return text, nil
}

func (s side) run(pattern string) ([]byte, error) {
	c := exec.Command(s.program, "-test.run", "^$", "-test.bench", pattern, "-test.benchtime", benchTime)
	c.Dir = s.dir
	out, err := c.CombinedOutput()
	if err != nil {
		return nil, fmt.Errorf("%v: %w\n%s", c, err, out)
	}
	return out, nil
}

func (s *sampler) changes(first, second string) (map[string]change, error) {
	text, err := s.stat("csv", first, second)
	if err != nil {
		return nil, err
	}
	return changes(text)
}

// stat runs benchstat; what it says to standard error are remarks.
func (s *sampler) stat(format, first, second string) ([]byte, error) {
	text, err := exec.Command(s.benchstat, "-filter", ".unit:sec/op", "-alpha", fmt.Sprint(significant), "-format", format, first, second).Output()
	if err != nil {
		return nil, fmt.Errorf("benchstat: %w", err)
	}
	return text, nil
}
