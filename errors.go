package clm

import (
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/clm-go/clm/internal/codec"
)

// Sentinels to test errors against with [errors.Is]. ErrConfig, ErrValue,
// ErrShape, ErrRow and ErrLimit are the causes of the error types of the same
// name.
var (
	// ErrConfig is a configuration that cannot work, whatever the data.
	ErrConfig = errors.New("invalid configuration")
	// ErrValue is a number that the method cannot take, such as NaN.
	ErrValue = errors.New("invalid value")
	// ErrShape is data whose dimensions do not fit.
	ErrShape = errors.New("invalid shape")
	// ErrRow is a row of a file or table that cannot be understood.
	ErrRow = errors.New("invalid row")
	// ErrTooFew is data with too few rows, customers or periods for the question.
	ErrTooFew = errors.New("too few data")
	// ErrDiverged is a fit whose numbers went to infinity.
	ErrDiverged = errors.New("diverged")
	// ErrFormat is a model file that is damaged, of another kind or of a newer version.
	ErrFormat = codec.ErrFormat
	// ErrLimit is a stated cap that was reached.
	ErrLimit = errors.New("limit reached")
)

// ConfigError names the configuration field that cannot work.
type ConfigError struct {
	Type  string // type and package, e.g. "cluster.KMeans"
	Field string // name of the field
	Value any    // what it holds
	Want  string // what it may hold, e.g. "at least 1"
}

func (e *ConfigError) Error() string {
	if s, ok := e.Value.(fmt.Stringer); ok {
		return fmt.Sprintf("%s: %s is %s, want %s", e.Type, e.Field, s, e.Want)
	}
	if reflect.ValueOf(e.Value).Kind() == reflect.String {
		return fmt.Sprintf("%s: %s is %q, want %s", e.Type, e.Field, e.Value, e.Want)
	}
	return fmt.Sprintf("%s: %s is %v, want %s", e.Type, e.Field, e.Value, e.Want)
}

// Unwrap returns [ErrConfig].
func (e *ConfigError) Unwrap() error { return ErrConfig }

// ValueError says where a number stands that the method cannot take.
type ValueError struct {
	Op    string  // what was being done, e.g. "cluster.KMeans.Fit"
	Row   int     // row, counted from 0
	Col   int     // column, counted from 0, or -1 where there is only one
	Value float64 // the number
	Want  string  // what it may be, or "" where that is plain
}

func (e *ValueError) Error() string {
	s := fmt.Sprintf("%s: value %v at row %d", e.Op, e.Value, e.Row)
	if e.Col >= 0 {
		s += fmt.Sprintf(", column %d", e.Col)
	}
	if e.Want != "" {
		s += ", want " + e.Want
	}
	return s
}

// Unwrap returns [ErrValue].
func (e *ValueError) Unwrap() error { return ErrValue }

// ShapeError says which dimensions came and which were wanted.
type ShapeError struct {
	Op   string // what was being done
	Got  string // e.g. "3 columns"
	Want string // e.g. "4 columns"
}

func (e *ShapeError) Error() string { return fmt.Sprintf("%s: %s, want %s", e.Op, e.Got, e.Want) }

// Unwrap returns [ErrShape].
func (e *ShapeError) Unwrap() error { return ErrShape }

// RowError says where in a file or table a reader met something that it
// cannot understand.
type RowError struct {
	Op     string // what was being done, e.g. "events.CSV.Read"
	Line   int    // physical line or row of the table, counted from 1; 0 where no one line is to blame
	Column string // name of the column, or "" where no one column is to blame
	Value  string // what stands there
	Err    error  // the cause, may be nil
}

func (e *RowError) Error() string {
	var b strings.Builder
	b.WriteString(e.Op + ":")
	if e.Line > 0 {
		fmt.Fprintf(&b, " line %d", e.Line)
	}
	if e.Column != "" {
		if e.Line > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, " column %q", e.Column)
	}
	if e.Value != "" {
		fmt.Fprintf(&b, " value %q", e.Value)
	}
	if e.Err != nil {
		if e.Line > 0 || e.Column != "" || e.Value != "" {
			b.WriteByte(':')
		}
		b.WriteString(" " + e.Err.Error())
	}
	return b.String()
}

// Unwrap returns [ErrRow] and the cause.
func (e *RowError) Unwrap() []error {
	if e.Err == nil {
		return []error{ErrRow}
	}
	return []error{ErrRow, e.Err}
}

// LimitError says which cap was reached and what to do about it.
type LimitError struct {
	Op    string // what was being done
	Limit int64  // the cap
	What  string // what is capped, e.g. "customers"
	Hint  string // what helps, may be empty
}

func (e *LimitError) Error() string {
	s := fmt.Sprintf("%s: more than %d %s", e.Op, e.Limit, e.What)
	if e.Hint != "" {
		s += "; " + e.Hint
	}
	return s
}

// Unwrap returns [ErrLimit].
func (e *LimitError) Unwrap() error { return ErrLimit }
