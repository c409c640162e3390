package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
)

// settings say where things are.
type settings struct {
	inputs                             string // folder of the input files
	python, lifetimes, series, rscript string // interpreters
}

// orders is the file of the whole programs, from the root of the repository.
const orders = "examples/lifecycle/data/online-retail.csv.gz"

const peersDir = "benchmarks/peers"

// interpreter returns nil if the file of an interpreter is there.
func interpreter(file string) error {
	if _, err := exec.LookPath(file); err != nil {
		return fmt.Errorf("no interpreter %s (%s/README.md says how to make one)", file, peersDir)
	}
	return nil
}

// row is one line of the table: ours against one peer, or against itself.
type row struct {
	workload, isa string
	threads       int
	cpus          []int
	peer          string

	why        string // it was not run or not timed; then there are no times
	noisy      bool   // too few good pairs: the times prove nothing
	fastest    bool   // of several peers
	times      times
	pairs      []pair
	ours, them report
}

// report is what is known of one side.
type report struct {
	ready
	farewell
}

// ourselves is the peer of the row that shows how much the ruler itself errs.
const ourselves = "ours again"

// runner makes the rows of workloads.
type runner struct {
	settings
	rules
	program string // this one, which is also the child
	log     io.Writer
}

// command returns the command of a child: ours if the peer is nil.
func (r *runner) command(ctx context.Context, w workload, p *peer, threads int, isa string) (*exec.Cmd, error) {
	var c *exec.Cmd
	if p == nil || p.job != nil {
		args := []string{"-child", w.name, "-inputs", r.inputs, "-python", r.python, "-lifetimes", r.lifetimes}
		if p != nil {
			args = append(args, "-peer", p.name)
		}
		c = exec.CommandContext(ctx, r.program, args...)
	} else {
		file, script, args := p.script(r.settings)
		if err := interpreter(file); err != nil {
			return nil, err
		}
		c = exec.CommandContext(ctx, file, append([]string{filepath.Join(peersDir, script)}, args...)...)
	}
	c.Env = append(environ(os.Environ(), threads, isa), "CLM_BENCH_INPUTS="+r.inputs)
	if p != nil && (p.series != nil || p.r != nil) {
		c.Env = append(c.Env, "OPENBLAS_NUM_THREADS=1") // their threads are processes; on small matrices those of BLAS only wait
	}
	return c, nil
}

// script returns how a peer is called: the interpreter, the script that serves,
// its arguments.
func (p *peer) script(s settings) (file, script string, args []string) {
	switch {
	case p.r != nil:
		return s.rscript, "serve.R", p.r
	case p.series != nil:
		return s.series, "serve.py", p.series
	}
	return s.python, "serve.py", p.python
}

// cpusFor returns the last of the CPUs that may be used, one for each thread, or
// nil if nothing can be pinned.
func cpusFor(threads int) ([]int, error) {
	list, ok := allowed()
	if !ok {
		return nil, nil
	}
	if len(list) < threads {
		return nil, fmt.Errorf("%d CPUs may be used", len(list))
	}
	return list[len(list)-threads:], nil
}

// rows measures a workload with so many threads and with these instructions: a
// row of ours against ours and a row for each peer.
func (r *runner) rows(ctx context.Context, w workload, threads int, isa string) []row {
	list := make([]row, 1+len(w.peers))
	for i := range list {
		list[i] = row{workload: w.name, threads: threads, isa: isa, peer: ourselves}
		if i > 0 {
			list[i].peer = w.peers[i-1].name
		}
	}
	fail := func(err error) []row {
		for i := range list {
			list[i].why = "not run: " + err.Error()
		}
		return list
	}
	cpus, err := cpusFor(threads)
	if err != nil {
		return fail(err)
	}
	if w.inputs != "" {
		if err := makeInputs(r.inputs, w.inputs); err != nil {
			return fail(err)
		}
	}
	ours, err := r.start(ctx, w, nil, threads, isa, cpus)
	if err != nil {
		return fail(err)
	}
	for i := range list {
		if ctx.Err() != nil {
			list[i].why = "not run: interrupted"
			continue
		}
		list[i].cpus = cpus
		list[i].ours.ready = ours.ready
		var p *peer
		if i > 0 {
			p = &w.peers[i-1]
		}
		r.measure(ctx, w, p, ours, &list[i])
		fmt.Fprintln(r.log, list[i].line())
	}
	last, _ := ours.end() // if it has ended, the rows say why
	for i := range list {
		list[i].ours.farewell = last
	}
	markFastest(list[1:])
	return list
}

func (r *runner) start(ctx context.Context, w workload, p *peer, threads int, isa string, cpus []int) (*child, error) {
	cmd, err := r.command(ctx, w, p, threads, isa)
	if err != nil {
		return nil, err
	}
	c, err := start(cmd, cpus)
	if err != nil {
		return nil, err
	}
	if c.ISA != "" && c.ISA != isa {
		c.end()
		return nil, fmt.Errorf("our loops cannot use %s here, only %s", isa, c.ISA)
	}
	return c, nil
}

// measure fills the row of a peer, nil for ours again.
func (r *runner) measure(ctx context.Context, w workload, p *peer, ours *child, to *row) {
	them, err := r.start(ctx, w, p, to.threads, to.isa, to.cpus)
	if err != nil {
		to.why = "not run: " + err.Error()
		return
	}
	to.them.ready = them.ready
	if err := w.check(ours.Figures, them.Figures); err != nil {
		to.why = "not timed: " + err.Error()
	} else if pairs, enough, err := r.compare(ours, them, max(ours.Run, them.Run), to.cpus); err != nil {
		to.why = "not run: " + err.Error()
	} else {
		to.pairs, to.times = pairs, summary(pairs)
		to.noisy = !enough || to.times.min <= 0 // what does not count took longer than all
	}
	to.them.farewell, _ = them.end()
}

// markFastest marks the peer that took least time, if there are several.
func markFastest(list []row) {
	best := -1
	several := 0
	for i := range list {
		if list[i].why != "" || list[i].noisy {
			continue
		}
		several++
		if best < 0 || list[i].times.ratio < list[best].times.ratio {
			best = i
		}
	}
	if several > 1 {
		list[best].fastest = true
	}
}

func cpuList(cpus []int) string {
	s := ""
	for i, c := range cpus {
		if i > 0 {
			s += ","
		}
		s += strconv.Itoa(c)
	}
	return s
}
