package events

import (
	"slices"
	"strings"
	"time"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/codec"
)

const (
	tallyKind    = "events.Tally"
	tallyVersion = 1
)

// MarshalBinary returns the tally as a file that [Tally.UnmarshalBinary]
// reads. Its error is always nil.
func (t *Tally) MarshalBinary() ([]byte, error) { return t.AppendBinary(nil) }

// AppendBinary appends the tally as a file to dst. Tallies of the same events
// give the same bytes, however they were put together. Its error is always
// nil.
func (t *Tally) AppendBinary(dst []byte) ([]byte, error) {
	order := make([]int, len(t.names))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return strings.Compare(t.names[a], t.names[b]) })
	sorted := make([]string, len(order))
	for k, i := range order {
		sorted[k] = t.names[i]
	}
	w := codec.NewWriter(dst, tallyKind, tallyVersion)
	w.String(string(t.Unit()))
	w.String(t.placeName())
	w.Bool(t.any)
	w.Uint64(uint64(t.last))
	w.Strings(sorted)
	col := make([]int64, len(order))
	for f := range (&state{}).fields() {
		for k, i := range order {
			col[k] = *t.states[i].fields()[f]
		}
		w.Int64s(col)
	}
	return w.Finish(), nil
}

// fields returns the numbers of a state in the order of the file.
func (s *state) fields() [12]*int64 {
	return [...]*int64{&s.firstTime, &s.lastTime, &s.first, &s.last, &s.periods, &s.squares,
		&s.orders, &s.units, &s.gross, &s.firstGross, &s.refunds, &s.refunded}
}

// UnmarshalBinary reads what [Tally.MarshalBinary] wrote, into a zero Tally;
// into any other it panics. For bytes that are something else, or numbers
// that no events have, it returns an error that wraps [clm.ErrFormat] and
// leaves t as it was.
func (t *Tally) UnmarshalBinary(data []byte) error {
	if t.any || t.unit != "" || t.place != "" {
		panic("events.Tally.UnmarshalBinary: the receiver is not a zero Tally")
	}
	r, err := codec.NewReader(data, tallyKind, tallyVersion)
	if err != nil {
		return err
	}
	unit, place, seen, last := clm.Unit(r.String()), r.String(), r.Bool(), int64(r.Uint64())
	customers := r.Strings()
	var cols [12][]int64
	for f := range cols {
		if cols[f] = r.Int64s(); len(cols[f]) != len(customers) {
			r.Fail("column %d has %d numbers for %d customers", f, len(cols[f]), len(customers))
		}
	}
	if err := r.Close(); err != nil {
		return err
	}
	made, err := NewTally(unit, place)
	switch {
	case err != nil || unit == "" || place == "":
		r.Fail("no unit %q or location %q", unit, place)
	case seen && !inYears(last) || !seen && (last != 0 || len(customers) > 0):
		r.Fail("last event does not fit")
	}
	if r.Err() != nil {
		return r.Err()
	}
	made.any, made.last, made.names = seen, last, customers
	made.states = make([]state, len(customers))
	for i, name := range customers {
		s := &made.states[i]
		for f, p := range s.fields() {
			*p = cols[f][i]
		}
		if name == "" || i > 0 && name <= customers[i-1] || !s.possible(last, made.unit) {
			r.Fail("customer %d is out of order or has numbers that do not fit together", i)
			return r.Err()
		}
	}
	*t = *made
	return nil
}

// possible tells whether s can be what was counted of a customer up to the
// last event, in the given unit.
func (s *state) possible(last int64, unit clm.Unit) bool {
	if s.refunds < 0 || s.refunded < 0 || s.refunds == 0 && s.refunded > 0 {
		return false
	}
	if s.periods == 0 {
		return s.refunds > 0 && *s == state{refunds: s.refunds, refunded: s.refunded}
	}
	if s.firstTime < minTime || s.firstTime > s.lastTime || s.lastTime > last {
		return false
	}
	// Zones change, in the world and in the files that tell of them, but local
	// dates are at most a day away from those of UTC. So the periods are not
	// further apart than the years 1 to 9999 are long, and nothing below
	// overflows, nor in gapDeviation.
	near := func(period, micros int64) bool {
		utc := int64(clm.Period{Unit: unit}.Index(time.UnixMicro(micros).UTC()))
		return period >= utc-1 && period <= utc+1
	}
	if !near(s.first, s.firstTime) || !near(s.last, s.lastTime) || s.first > s.last || s.periods < 0 {
		return false
	}
	span, gaps := s.last-s.first, s.periods-1
	if gaps == 0 && (span != 0 || s.squares != 0 || s.firstGross != s.gross) {
		return false
	}
	if gaps > 0 {
		widest := span - gaps + 1 // a gap, when all others are 1
		if gaps > span || s.squares < span || s.squares > widest*widest+gaps-1 {
			return false
		}
	}
	return s.orders > 0 && s.units >= 0 && s.firstGross >= 0 && s.firstGross <= s.gross
}
