package clm

import (
	"errors"
	"io"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestErrorTextsAndCauses(t *testing.T) {
	for _, c := range []struct {
		err  error
		is   error
		text string
	}{
		{&ConfigError{Type: "cluster.KMeans", Field: "K", Value: 0, Want: "at least 1"}, ErrConfig, "cluster.KMeans: K is 0, want at least 1"},
		{&ConfigError{Type: "a.B", Field: "Kind", Value: "x", Want: `"y"`}, ErrConfig, `a.B: Kind is "x", want "y"`},
		{&ConfigError{Type: "a.B", Field: "For", Value: time.Second, Want: "0"}, ErrConfig, `a.B: For is 1s, want 0`},
		{&ValueError{Op: "cluster.KMeans.Fit", Row: 17, Col: 3, Value: math.NaN()}, ErrValue, "cluster.KMeans.Fit: value NaN at row 17, column 3"},
		{&ValueError{Op: "a.B", Row: 17, Col: -1, Value: -1, Want: "at least 0"}, ErrValue, "a.B: value -1 at row 17, want at least 0"},
		{&ShapeError{Op: "a.B", Got: "3 columns", Want: "4 columns"}, ErrShape, "a.B: 3 columns, want 4 columns"},
		{&RowError{Op: "a.B", Line: 3, Column: "Price", Value: "x", Err: errors.New("not a number")}, ErrRow, `a.B: line 3, column "Price" value "x": not a number`},
		{&RowError{Op: "a.B", Err: errors.New("no header")}, ErrRow, `a.B: no header`},
		{&RowError{Op: "a.B", Column: "Price", Err: errors.New("missing")}, ErrRow, `a.B: column "Price": missing`},
		{&LimitError{Op: "a.B", Limit: 5, What: "rows", Hint: "split it"}, ErrLimit, "a.B: more than 5 rows; split it"},
	} {
		require.EqualError(t, c.err, c.text)
		require.ErrorIs(t, c.err, c.is)
	}
	require.ErrorIs(t, &RowError{Err: io.ErrUnexpectedEOF}, io.ErrUnexpectedEOF)
}
