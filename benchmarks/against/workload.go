package main

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
)

// workload is the same work here and in other libraries, on the same input
// files. Each has a file of its own, workload_NAME.go.
type workload struct {
	name, doc string
	inputs    string // the set of input files, "" for none
	limits    []limit
	serial    bool // one thread is all that it can use
	plain     bool // not about instructions: it runs with those of the machine only
	ours      func(settings) (*job, error)
	peers     []peer
}

// peer is how another library does the work: by a job in a child process of
// this program, or by a function of a script in benchmarks/peers, as serve.py or
// serve.R calls it: the name of the file without its ending, the function, its
// arguments.
type peer struct {
	name   string
	job    func(settings) (*job, error)
	python []string // by the interpreter of requirements.txt
	series []string // by that of requirements-series.txt
	r      []string
}

// withWords returns the peers that have one of the words in their names.
func withWords(peers []peer, words []string) []peer {
	var list []peer
	for _, p := range peers {
		if slices.ContainsFunc(words, func(w string) bool { return strings.Contains(p.name, w) }) {
			list = append(list, p)
		}
	}
	return list
}

var workloads []workload

// register adds a workload when the program starts.
func register(list ...workload) struct{} {
	workloads = append(workloads, list...)
	return struct{}{}
}

// figures say how good a result is.
type figures map[string]float64

func (f figures) String() string {
	var s []string
	for _, name := range slices.Sorted(maps.Keys(f)) {
		format := "%s=%.8g"
		if f[name] == math.Trunc(f[name]) && math.Abs(f[name]) < 1<<53 {
			format = "%s=%.0f" // a count or a checksum
		}
		s = append(s, fmt.Sprintf(format, name, f[name]))
	}
	return strings.Join(s, " ")
}

// rule is how two figures are compared.
type rule string

const (
	same rule = "equal to" // in both directions
	less rule = "at most"  // less is better
	more rule = "at least" // more is better
)

// limit is what a figure of ours must keep to, given the peer's: within
// rel·|peer| + abs of it.
type limit struct {
	figure   string
	rule     rule
	rel, abs float64
}

func (l limit) String() string {
	s := fmt.Sprintf("%s %s the peer's", l.figure, l.rule)
	if l.rel > 0 {
		s += fmt.Sprintf(" ± %g of it", l.rel)
	}
	if l.abs > 0 {
		s += fmt.Sprintf(" ± %g", l.abs)
	}
	return s
}

// check returns nil if ours is good enough. A figure that one side does not
// have, or that is not a number, is not.
func (l limit) check(ours, peer figures) error {
	a, here := ours[l.figure]
	b, there := peer[l.figure]
	slack := l.rel*math.Abs(b) + l.abs
	good := false
	switch l.rule {
	case same:
		good = a == b || math.Abs(a-b) <= slack
	case less:
		good = a <= b+slack
	case more:
		good = a >= b-slack
	}
	if !here || !there || !good {
		return fmt.Errorf("%s is %.8g, the peer's %.8g: want %v", l.figure, a, b, l)
	}
	return nil
}

// check compares all figures that the workload has limits for.
func (w workload) check(ours, peer figures) error {
	for _, l := range w.limits {
		if err := l.check(ours, peer); err != nil {
			return err
		}
	}
	return nil
}
