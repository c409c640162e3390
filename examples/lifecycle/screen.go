package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// screen is where the program says what it is doing: a moving bar on a
// terminal, plain lines anywhere else.
type screen struct {
	w        io.Writer
	terminal bool
}

func newScreen(w io.Writer) screen {
	f, ok := w.(*os.File)
	return screen{w: w, terminal: ok && term.IsTerminal(int(f.Fd()))}
}

// say announces a step.
func (s screen) say(step string) { fmt.Fprintln(s.w, step) }

// reading announces that size bytes will be read. It returns what to call
// with the bytes read so far, which may be nil, and what to call at the end.
func (s screen) reading(name string, size int64) (progress func(done, total int), end func()) {
	if !s.terminal {
		s.say("Reading " + name + " ...")
		return nil, func() {}
	}
	bar := progressbar.NewOptions64(size,
		progressbar.OptionSetWriter(s.w),
		progressbar.OptionSetDescription("Reading "+name),
		progressbar.OptionSetWidth(30),
		progressbar.OptionSetPredictTime(false),
		progressbar.OptionThrottle(50*time.Millisecond),
	)
	return func(done, _ int) { _ = bar.Set64(min(int64(done), size)) }, func() {
		_ = bar.Exit()
		fmt.Fprintln(s.w)
	}
}
