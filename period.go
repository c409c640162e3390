package clm

import (
	"fmt"
	"time"
)

// A Unit is a unit of the calendar.
type Unit string

// The units of the calendar. Weeks are ISO weeks, from Monday to Sunday.
const (
	Day   Unit = "day"
	Week  Unit = "week"
	Month Unit = "month"
	Year  Unit = "year"
)

// A Period is a span of whole calendar units, such as one week or three
// months (a quarter). Its length in hours varies: days differ where clocks
// change, months always do. Periods of one length follow each other without
// gaps and are numbered, see [Period.Index].
type Period struct {
	N    int  `json:"n"`    // how many units, at least 1; 0 is 1
	Unit Unit `json:"unit"` // what is counted; "" is Day
}

// valid returns p with its zero values filled in. It panics if Check complains.
func (p Period) valid() Period {
	if err := p.Check(); err != nil {
		panic(err.Error())
	}
	return p.normal()
}

// normal fills in the zero values.
func (p Period) normal() Period {
	if p.N == 0 {
		p.N = 1
	}
	if p.Unit == "" {
		p.Unit = Day
	}
	return p
}

// Check returns nil, or an error that wraps [ErrConfig] when N is negative or
// above 100,000, or Unit is none of the constants. Index, Start and AddTo
// panic for such a period.
func (p Period) Check() error {
	const most = 100_000
	if p.N < 0 || p.N > most {
		return &ConfigError{Type: "clm.Period", Field: "N", Value: p.N, Want: fmt.Sprintf("0 to %d", most)}
	}
	switch p.normal().Unit {
	case Day, Week, Month, Year:
		return nil
	}
	return &ConfigError{Type: "clm.Period", Field: "Unit", Value: string(p.Unit), Want: `"day", "week", "month" or "year"`}
}

// String returns for example "1 week" or "3 months".
func (p Period) String() string {
	q := p.normal()
	if q.N == 1 {
		return "1 " + string(q.Unit)
	}
	return fmt.Sprintf("%d %ss", q.N, q.Unit)
}

// Index returns the number of the period that t lies in, in t's own location.
// Numbers grow by one from period to period and never fall: where clocks go
// back over midnight, the hour that is shown again belongs to the new day, so
// that period i is everything from Start(i) on and before Start(i+1). Period 0 of a single unit holds
// 1 January 1970 (for weeks: the week of Monday 29 December 1969); longer
// periods are counted from the start of that one.
func (p Period) Index(t time.Time) int {
	q := p.valid()
	y, m, d := t.Date()
	var k int
	switch q.Unit {
	case Day:
		k = civil(y, m, d)
	case Week:
		k = floorDiv(civil(y, m, d)+3, 7)
	case Month:
		k = (y-1970)*12 + int(m) - 1
	case Year:
		k = y - 1970
	}
	i := floorDiv(k, q.N)
	if !t.Before(p.Start(i+1, t.Location())) {
		i++
	}
	return i
}

// Start returns the first instant of period i in loc. Where clocks jump over
// midnight, that is the first instant after the jump.
func (p Period) Start(i int, loc *time.Location) time.Time {
	q := p.valid()
	k := i * q.N
	switch q.Unit {
	case Day:
		return midnight(1970, time.January, 1+k, loc)
	case Week:
		return midnight(1969, time.December, 29+7*k, loc)
	case Month:
		return midnight(1970, time.January+time.Month(k), 1, loc)
	default: // Year
		return midnight(1970+k, time.January, 1, loc)
	}
}

// AddTo returns t moved by k periods of the calendar: the same time of day on
// another date. A day that the month does not have becomes its last day, so
// 31 January plus one month is the last of February.
func (p Period) AddTo(t time.Time, k int) time.Time {
	q := p.valid()
	y, m, d := t.Date()
	hour, minute, second := t.Clock()
	n := k * q.N
	switch q.Unit {
	case Day:
		d += n
	case Week:
		d += 7 * n
	case Month, Year:
		if q.Unit == Year {
			n *= 12
		}
		m += time.Month(n)
		last := time.Date(y, m+1, 0, 0, 0, 0, 0, time.UTC).Day()
		d = min(d, last)
	}
	return time.Date(y, m, d, hour, minute, second, t.Nanosecond(), t.Location())
}

// civil returns the days from 1 January 1970 to the given date.
func civil(y int, m time.Month, d int) int {
	return int(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / (24 * 60 * 60))
}

func floorDiv(a, b int) int {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// midnight returns the first instant of a date. time.Date alone does not:
// where clocks jump over midnight or show it twice it may pick another one.
func midnight(y int, m time.Month, d int, loc *time.Location) time.Time {
	u := time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	day := civil(u.Date())
	t := time.Date(y, m, d, 0, 0, 0, 0, loc)
	start, end := t.ZoneBounds()
	if civil(t.Date()) < day { // time.Date fell before the jump
		return end
	}
	if !start.IsZero() {
		_, offset := start.Add(-1).In(loc).Zone()
		before := u.Add(-time.Duration(offset) * time.Second).In(loc)
		if before.Before(start) && civil(before.Date()) == day {
			return before // midnight is shown twice
		}
		// The clock jumped over midnight and time.Date answered with a time after the jump.
		if civil(start.Date()) == day && start.Before(t) {
			return start
		}
	}
	return t
}
