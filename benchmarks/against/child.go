package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
)

// child is a process that does one side's runs.
type child struct {
	ready
	cmd  *exec.Cmd
	in   io.WriteCloser
	out  *bufio.Reader
	errs bytes.Buffer
}

// start starts a child on the given CPUs and waits until it is ready.
func start(cmd *exec.Cmd, cpus []int) (*child, error) {
	c := &child{cmd: cmd}
	cmd.Stderr = &c.errs
	var err error
	if c.in, err = cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	c.out = bufio.NewReader(out)
	if err := pinned(cpus, cmd.Start); err != nil {
		return nil, err
	}
	if err := c.hear(readyWord, &c.ready); err != nil {
		return nil, c.kill(err)
	}
	return c, nil
}

// run asks for one timed run.
func (c *child) run() (answer, error) {
	var a answer
	if _, err := io.WriteString(c.in, "run\n"); err != nil {
		return a, c.kill(err)
	}
	if err := c.hear("", &a); err != nil {
		return a, c.kill(err)
	}
	if a.Seconds <= 0 {
		return a, c.kill(fmt.Errorf("it says that the work took %g s", a.Seconds))
	}
	return a, nil
}

// end lets the child finish and returns its last words.
func (c *child) end() (farewell, error) {
	var f farewell
	c.in.Close()
	if err := c.hear("", &f); err != nil {
		return f, c.kill(err)
	}
	return f, c.cmd.Wait()
}

// hear reads a line into v. What comes before the word is not for us.
func (c *child) hear(word string, v any) error {
	for {
		line, err := c.out.ReadString('\n')
		if err != nil {
			return err
		}
		if text, ok := strings.CutPrefix(line, word); ok {
			return json.Unmarshal([]byte(text), v)
		}
	}
}

// kill ends the child for an error and returns what the child wrote last, or
// else the error.
func (c *child) kill(why error) error {
	c.cmd.Process.Kill()
	c.in.Close()
	err := c.cmd.Wait()
	if said := lastLine(c.errs.String()); said != "" {
		return errors.New(said)
	}
	return fmt.Errorf("%w (%v)", why, err)
}

func lastLine(text string) string {
	text = strings.TrimSpace(text)
	return text[strings.LastIndexByte(text, '\n')+1:]
}

// environ returns the environment of a child: that of the caller without what
// would change the number of threads or the instructions, then what the row
// asks for. OpenBLAS and faiss use the same instructions as our loops.
func environ(base []string, threads int, isa string) []string {
	threadCounts := []string{"OMP", "OPENBLAS", "MKL", "NUMBA", "NUMEXPR"}
	drop := []string{"GODEBUG", "GOMAXPROCS", "OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "FAISS_SIMD_LEVEL", "PYTHONWARNINGS"}
	n := strconv.Itoa(threads)
	add := []string{"GOMAXPROCS=" + n, "PYTHONWARNINGS=ignore"}
	for _, name := range threadCounts {
		drop = append(drop, name+"_NUM_THREADS")
		add = append(add, name+"_NUM_THREADS="+n)
	}
	switch isa {
	case "avx512":
		add = append(add, "OPENBLAS_CORETYPE=SkylakeX", "FAISS_SIMD_LEVEL=AVX512")
	case "avx2":
		add = append(add, "OPENBLAS_CORETYPE=Haswell", "FAISS_SIMD_LEVEL=AVX2", "GODEBUG=cpu.avx512f=off")
	case "go":
		if runtime.GOARCH == "amd64" { // others have no such feature, and would say so
			add = append(add, "GODEBUG=cpu.avx2=off")
		}
	}
	var env []string
	for _, e := range base {
		name, _, _ := strings.Cut(e, "=")
		keep := true
		for _, d := range drop {
			keep = keep && name != d
		}
		if keep {
			env = append(env, e)
		}
	}
	return append(env, add...)
}
