package feature

import "github.com/clm-go/clm/internal/codec"

const (
	momentsKind    = "feature.Moments"
	momentsVersion = 1
)

// MarshalBinary returns the moments as a file, with which the next piece can
// go on. The error is always nil.
func (m *Moments) MarshalBinary() ([]byte, error) { return m.AppendBinary(nil) }

// AppendBinary appends the file to b. The error is always nil. It panics for
// zero moments, which have no columns.
func (m *Moments) AppendBinary(b []byte) ([]byte, error) {
	if m.col == nil {
		panic("feature.Moments: not made by Scaler.Moments")
	}
	w := codec.NewWriter(b, momentsKind, momentsVersion)
	w.Int(m.rows)
	w.Bytes(marks(m.logs))
	for _, c := range m.col {
		w.Int(c.n)
		w.Float64(c.first)
		w.Float64(c.mean)
		w.Float64(c.squares)
		w.Float64(c.lo)
		w.Float64(c.hi)
	}
	return w.Finish(), nil
}

// UnmarshalBinary fills zero moments from a file. Data that is not one, is
// damaged or comes from a newer version is an error that wraps
// [clm.ErrFormat], and the moments stay as they were. It panics if they are not
// zero.
func (m *Moments) UnmarshalBinary(data []byte) error {
	if m.col != nil {
		panic("feature.Moments.UnmarshalBinary: the moments are not empty")
	}
	r, err := codec.NewReader(data, momentsKind, momentsVersion)
	if err != nil {
		return err
	}
	back := Moments{rows: r.Int()}
	back.logs = readMarks(r)
	if back.rows < 0 || len(back.logs) == 0 {
		r.Fail("%d rows of %d columns", back.rows, len(back.logs))
	}
	back.col = make([]moment, len(back.logs))
	for j := range back.col {
		c := moment{n: r.Int(), first: r.Float64(), mean: r.Float64(), squares: r.Float64(), lo: r.Float64(), hi: r.Float64()}
		switch {
		case c.n < 0 || c.n > back.rows:
			r.Fail("column %d has %d values in %d rows", j, c.n, back.rows)
		case c.n == 0 && c != newMoments([]bool{false}).col[0]:
			r.Fail("column %d has moments but no values", j)
		case c.n > 0 && !(c.lo-c.lo == 0 && c.hi-c.hi == 0 && c.lo <= c.hi):
			r.Fail("column %d has values from %v to %v", j, c.lo, c.hi)
		case c.squares < 0:
			r.Fail("column %d has the sum of squares %v", j, c.squares)
		}
		back.col[j] = c
	}
	if err := r.Close(); err != nil {
		return err
	}
	*m = back
	return nil
}

// marks and readMarks put truth values into a file, one byte each.
func marks(v []bool) []byte {
	b := make([]byte, len(v))
	for i, t := range v {
		if t {
			b[i] = 1
		}
	}
	return b
}

func readMarks(r *codec.Reader) []bool {
	b := r.Bytes()
	v := make([]bool, len(b))
	for i, t := range b {
		if t > 1 {
			r.Fail("mark %d", t)
		}
		v[i] = t == 1
	}
	return v
}
