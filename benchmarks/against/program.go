package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// program is a job whose run is a whole process, start-up and reading included.
type program struct {
	dir     string // its own to write to
	command []string
	inside  bool // the clock is the program's own, without start-up and imports
	read    func(p *program) (figures, error)

	text    []byte // what the last run printed
	seconds float64
	mb      float64
	version string
}

// ourProgram builds a command of this repository and makes a job of it.
func ourProgram(pkg string, inside bool, args func(dir string) []string, read func(*program) (figures, error)) (*job, error) {
	dir, err := os.MkdirTemp("", "against")
	if err != nil {
		return nil, err
	}
	file := filepath.Join(dir, "program")
	if text, err := exec.Command("go", "build", "-o", file, pkg).CombinedOutput(); err != nil {
		os.RemoveAll(dir)
		return nil, fmt.Errorf("go build %s: %w: %s", pkg, err, lastLine(string(text)))
	}
	p := &program{dir: dir, command: append([]string{file}, args(dir)...), inside: inside, read: read}
	return p.job(), nil
}

// script makes a job of a script of benchmarks/peers.
func script(inside bool, read func(*program) (figures, error), command ...string) (*job, error) {
	if err := interpreter(command[0]); err != nil {
		return nil, err
	}
	p := &program{command: command, inside: inside, read: read}
	return p.job(), nil
}

func (p *program) job() *job {
	j := &job{}
	j.run = func(reps int) error {
		p.seconds = 0
		err := once(p.once)(reps)
		j.version = p.version
		return err
	}
	j.seconds = func() float64 { return p.seconds }
	j.figures = func() (figures, error) { return p.read(p) }
	j.peak = func() float64 { return p.mb }
	j.end = func() {
		if p.dir != "" {
			os.RemoveAll(p.dir)
		}
	}
	return j
}

func (p *program) once() error {
	var out, errs bytes.Buffer
	c := exec.Command(p.command[0], p.command[1:]...)
	c.Stdout, c.Stderr = &out, &errs
	start := time.Now()
	if err := c.Run(); err != nil {
		return fmt.Errorf("%s: %w: %s", filepath.Base(p.command[0]), err, lastLine(errs.String()))
	}
	wall := time.Since(start).Seconds()
	p.text, p.mb = out.Bytes(), max(p.mb, peakOf(c.ProcessState))
	var said struct {
		Seconds struct{ Total float64 }
		Pandas  string
	}
	if err := json.Unmarshal(p.text, &said); err == nil {
		p.version = said.Pandas
	} else if p.inside {
		return err
	}
	if p.inside {
		wall = said.Seconds.Total
	}
	p.seconds += wall
	return nil
}
