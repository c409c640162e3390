package modeltest

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"strings"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/codec"
)

func (c *Case[D, T, M]) load(t TB, file []byte) M {
	t.Helper()
	m := M(new(T))
	if err := m.UnmarshalBinary(file); err != nil {
		t.Fatalf("UnmarshalBinary: %v", err)
	}
	return m
}

func (c *Case[D, T, M]) file(t TB) {
	for seed := range uint64(2) {
		m := c.fit(t, c.With(seed, 1), c.Data(seed))
		file := c.bytes(t, m)
		back := c.load(t, file)
		for _, d := range []D{c.Data(seed), c.Data(seed + 1)} {
			if diff := same(c.answers(t, back, d), c.answers(t, m, d)); diff != "" {
				t.Errorf("after loading: %s", diff)
			}
		}
		if got, want := fmt.Sprintf("%#v", back.Report()), fmt.Sprintf("%#v", m.Report()); got != want {
			t.Errorf("after loading the report is\n%s\nwant\n%s", got, want)
		}
		if !bytes.Equal(c.bytes(t, back), file) {
			t.Errorf("a loaded model writes other bytes")
		}
	}
}

func (c *Case[D, T, M]) appendFile(t TB) {
	m := c.model(t)
	file := bytes.Clone(c.bytes(t, m))
	for _, room := range []int{0, 1 << 16} {
		prefix := append(make([]byte, 0, 6+room), "prefix"...)
		got, err := m.AppendBinary(prefix)
		if err != nil {
			t.Fatalf("AppendBinary: %v", err)
		}
		if !bytes.Equal(got, append([]byte("prefix"), file...)) {
			t.Errorf("AppendBinary is not its prefix followed by the bytes of MarshalBinary")
		}
	}
	again := c.bytes(t, m)
	for i := range again {
		again[i] = 0
	}
	if !bytes.Equal(c.bytes(t, m), file) {
		t.Errorf("the bytes of MarshalBinary are the model's own memory")
	}
}

func (c *Case[D, T, M]) loadOnce(t TB) {
	file := c.bytes(t, c.model(t))
	for name, m := range map[string]M{"fitted": c.model(t), "loaded": c.load(t, file)} {
		if _, did := panics(func() { _ = m.UnmarshalBinary(file) }); !did {
			t.Errorf("UnmarshalBinary into a %s model does not panic", name)
		}
	}
}

// refusesFile expects an ErrFormat, a receiver that is still zero, and no
// panic.
func (c *Case[D, T, M]) refusesFile(t TB, name string, file []byte) error {
	t.Helper()
	m := M(new(T))
	var err error
	if p, did := panics(func() { err = m.UnmarshalBinary(file) }); did {
		t.Errorf("%s: UnmarshalBinary panics: %v", name, p)
		return nil
	}
	if !errors.Is(err, clm.ErrFormat) {
		t.Errorf("%s: error %v, want %v", name, err, clm.ErrFormat)
	}
	if !reflect.ValueOf(m).Elem().IsZero() {
		t.Errorf("%s: the error left something in the model", name)
	}
	return err
}

// most is how many cuts and how many bits are tried of a large file, besides
// those at its ends.
const most = 4000

// places lists what to try of n places: all of them, or the first and last
// ones and some between.
func places(n, first, last int) []int {
	if n <= most {
		return sequence(0, n)
	}
	list := sequence(0, first)
	step := max(1, (n-first-last)/most)
	for i := first; i < n-last; i += step {
		list = append(list, i)
	}
	return append(list, sequence(n-last, n)...)
}

func (c *Case[D, T, M]) damaged(t TB) {
	file := c.bytes(t, c.model(t))
	head := bodyAt(file)
	for _, n := range places(len(file), head, 200) {
		c.refusesFile(t, fmt.Sprintf("cut to %d of %d bytes", n, len(file)), file[:n:n])
	}
	c.refusesFile(t, "a byte too many", append(bytes.Clone(file), 0))
	bent := bytes.Clone(file)
	for _, bit := range places(8*len(file), 8*head, 8*200) {
		bent[bit/8] ^= 1 << (bit % 8)
		c.refusesFile(t, fmt.Sprintf("bit %d flipped", bit), bent)
		bent[bit/8] = file[bit/8]
	}
	c.refusesFile(t, "a file of another kind", codec.NewWriter(nil, "modeltest.Other", 1).Finish())
}

func (c *Case[D, T, M]) otherVersion(t TB) {
	file := c.bytes(t, c.model(t))
	if !framed(file) {
		t.Fatalf("the file has not the frame of package codec")
	}
	for _, v := range []uint16{0, 0xFFFF} {
		name := fmt.Sprintf("version %d", v)
		err := c.refusesFile(t, name, withVersion(file, v))
		if err != nil && (!strings.Contains(err.Error(), name) || !strings.Contains(err.Error(), "reads versions")) {
			t.Errorf("%s: error %q does not name the version and those that are read", name, err)
		}
	}
}
