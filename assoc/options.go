package assoc

import (
	"fmt"
	"math"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/check"
)

// Target says which of the frequent sets are wanted.
type Target string

// The targets.
const (
	// All is every frequent set. It is what "" means.
	All Target = "all"
	// Closed are the frequent sets of which no larger set has the same support:
	// they tell the support of all others.
	Closed Target = "closed"
	// Maximal are the frequent sets of which no larger set is frequent.
	Maximal Target = "maximal"
)

// options are the fields that all miners have; a miner converts to it.
type options struct {
	MinSupport float64
	MinCount   int
	MinLen     int
	MaxLen     int
	MaxSets    int
	Target     Target
	Workers    int
	Progress   func(done, total int)
}

// usual is how many sets or rules are made at most unless the caller says
// otherwise.
const usual = 10_000_000

func (o options) check(typ string) error {
	const whole = math.MaxInt32
	if !(o.MinSupport >= 0 && o.MinSupport <= 1) {
		return &clm.ConfigError{Type: typ, Field: "MinSupport", Value: o.MinSupport, Want: "a share, above 0 and up to 1"}
	}
	if err := check.Int(typ, "MinCount", o.MinCount, 0, math.MaxInt); err != nil {
		return err
	}
	switch both := o.MinSupport > 0; {
	case both && o.MinCount > 0:
		return &clm.ConfigError{Type: typ, Field: "MinCount", Value: o.MinCount, Want: "0, since MinSupport is set"}
	case !both && o.MinCount == 0:
		return &clm.ConfigError{Type: typ, Field: "MinCount", Value: 0, Want: "at least 1, or a MinSupport instead"}
	}
	if err := check.Int(typ, "MinLen", o.MinLen, 0, whole); err != nil {
		return err
	}
	if err := check.Int(typ, "MaxLen", o.MaxLen, 0, whole); err != nil {
		return err
	}
	if o.MaxLen > 0 && o.MaxLen < o.MinLen {
		return &clm.ConfigError{Type: typ, Field: "MaxLen", Value: o.MaxLen, Want: fmt.Sprintf("0, or at least MinLen, which is %d", o.MinLen)}
	}
	if err := check.Int(typ, "MaxSets", o.MaxSets, 0, whole); err != nil {
		return err
	}
	if err := check.Int(typ, "Workers", o.Workers, 0, math.MaxInt); err != nil {
		return err
	}
	return check.OneOf(typ, "Target", o.Target, "", All, Closed, Maximal)
}

// filled returns o with the defaults in place of zeros.
func (o options) filled() options {
	if o.MinLen == 0 {
		o.MinLen = 1
	}
	if o.MaxLen == 0 {
		o.MaxLen = math.MaxInt32
	}
	if o.MaxSets == 0 {
		o.MaxSets = usual
	}
	if o.Target == "" {
		o.Target = All
	}
	if o.Progress == nil {
		o.Progress = func(int, int) {}
	}
	return o
}

// threshold returns the smallest count that is frequent among n baskets.
func (o options) threshold(n int) int {
	if o.MinCount > 0 {
		return o.MinCount
	}
	return shareOf(o.MinSupport).of(n)
}
