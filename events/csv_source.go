package events

import (
	"compress/gzip"
	"context"
	"errors"
	"io"
	"strings"
	"sync"
)

const (
	blockText = 1 << 17 // text that the source puts into a block
	blockHead = 1 << 15 // room before it for the row that began in the block before
	blocks    = 4
)

// block is a piece of the text.
type block struct {
	buf  []byte // the text is buf[blockHead:n]
	n    int
	done int // bytes of input read so far, compressed where the input is
}

// source reads and inflates in its own goroutine. Blocks are used again, so
// that memory does not grow with the text.
type source struct {
	full, free chan *block
	quit       chan struct{}
	wait       sync.WaitGroup
	err        error // how the text ended, set before full is closed; io.EOF: well
	panics     any   // what the reader panicked with
}

func newSource(r io.Reader) *source {
	s := &source{
		full: make(chan *block, blocks), free: make(chan *block, blocks),
		quit: make(chan struct{}), err: errors.New("the reader ended its goroutine"),
	}
	for range blocks {
		s.free <- &block{buf: make([]byte, blockHead+blockText)}
	}
	s.wait.Go(func() {
		defer close(s.full)
		defer func() { s.panics = recover() }()
		s.err = s.run(r)
	})
	return s
}

// stop ends the goroutine and waits for it. If it is just reading, that is
// when the reader returns.
func (s *source) stop() {
	close(s.quit)
	s.wait.Wait()
}

// next returns the next block, nil at the end of the text, or the cause of the
// context. A panic of the reader goes on here.
func (s *source) next(ctx context.Context) (*block, error) {
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	select {
	case b, ok := <-s.full:
		if ok {
			return b, nil
		}
		if s.panics != nil {
			panic(s.panics)
		}
		return nil, s.err
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// run fills blocks until the text ends. It returns io.EOF at its regular end.
func (s *source) run(r io.Reader) error {
	in := &input{r: r, buf: make([]byte, 1<<16)}
	var text io.Reader = in
	if in.startsWith("\x1f\x8b") {
		z, err := gzip.NewReader(in)
		if err != nil {
			return unexpected(err)
		}
		text = z
	}
	for {
		var b *block
		select {
		case b = <-s.free:
		case <-s.quit:
			return nil
		}
		b.n = blockHead
		var err error
		for empty := 0; b.n < len(b.buf) && err == nil; {
			select {
			case <-s.quit:
				return nil
			default:
			}
			var n int
			n, err = text.Read(b.buf[b.n:])
			b.n += n
			if empty++; n > 0 {
				empty = 0
			} else if empty == 100 && err == nil {
				err = io.ErrNoProgress
			}
		}
		b.done = in.total
		if b.n > blockHead {
			s.full <- b // as many places as blocks: never waits
		}
		if err != nil {
			return err
		}
	}
}

// unexpected makes the end of the input inside of something an error.
func unexpected(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

// input is a buffered reader that counts. Package flate asks it for one byte at
// a time, which is why it is not a bufio.Reader: that one remembers more than is
// needed here.
type input struct {
	r     io.Reader
	buf   []byte
	i, n  int   // what is left is buf[i:n]
	err   error // comes behind it
	total int   // bytes read from r
}

// fill reads more, if nothing is left.
func (in *input) fill() {
	for empty := 0; in.i == in.n && in.err == nil; empty++ {
		if empty == 100 {
			in.err = io.ErrNoProgress
			return
		}
		in.i, in.n = 0, 0
		in.n, in.err = in.r.Read(in.buf)
		in.total += in.n
	}
}

// startsWith tells whether the input begins with prefix. It is asked first of
// all.
func (in *input) startsWith(prefix string) bool {
	for empty := 0; in.n < len(prefix) && in.err == nil && empty < 100; empty++ {
		var n int
		n, in.err = in.r.Read(in.buf[in.n:])
		in.n += n
		in.total += n
		if n > 0 {
			empty = 0
		}
	}
	return strings.HasPrefix(string(in.buf[:min(in.n, len(prefix))]), prefix)
}

func (in *input) Read(p []byte) (int, error) {
	if in.i == in.n {
		if in.err == nil && len(p) >= len(in.buf) {
			n, err := in.r.Read(p) // as much at once as there is room for
			in.total += n
			return n, err
		}
		if in.fill(); in.i == in.n {
			return 0, in.err
		}
	}
	n := copy(p, in.buf[in.i:in.n])
	in.i += n
	return n, nil
}

func (in *input) ReadByte() (byte, error) {
	if in.i == in.n {
		if in.fill(); in.i == in.n {
			return 0, in.err
		}
	}
	b := in.buf[in.i]
	in.i++
	return b, nil
}
