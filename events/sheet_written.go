package events

// The numbers of a sheet to find copies with, before those of the columns of
// which the text counts.
const (
	extraTime = extras + iota
	extraQuantity
	extraMoney
	ownExtras = iota
)

// written keeps how the values of the row were written, as far as that does not
// follow from the event.
func (s *sheet) written(when reading, fields [][]byte) error {
	a, x := &s.about, s.extra
	var failed error
	text := func(i int) int32 {
		n, err := s.texts[i].add(s.op, s.header[i], fields[i])
		if err != nil {
			failed = err
		}
		return n
	}
	switch {
	case when.layout > 0:
		x[extraTime] = int32(when.layout)
	case !s.given.IsZero():
		x[extraTime] = -1 - int32(s.given.Nanosecond()%1000)
	default:
		x[extraTime] = int32(len(s.clock.layouts)) + 1 + text(s.at[inTime])
	}
	if i := s.at[inQuantity]; i >= 0 {
		// A float64 gives back decimals of up to 15 digits.
		if q := &a.quantity; q.plain && q.digits < 1e15 {
			x[extraQuantity] = int32(q.sign())
		} else {
			x[extraQuantity] = 2*maxDigits + 2 + text(i)
		}
	}
	if i := s.at[a.moneyRole]; a.moneyRole != 0 {
		const limit = 1 << 30
		if m := &a.money; m.plain && m.digits < limit/(2*maxDigits+2) {
			x[extraMoney] = int32(m.digits*(2*maxDigits+2) + m.sign())
		} else {
			x[extraMoney] = limit + text(i) // above 2³⁰ texts the sum is negative, and still another for each
		}
	}
	for k, i := range s.asText {
		x[extras+ownExtras+k] = text(i)
	}
	return failed
}
