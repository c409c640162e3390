package events

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	clm "github.com/clm-go/clm"
)

// The layouts that are no layouts of package time.
const (
	layoutUnix      = "unix"
	layoutUnixMilli = "unixmilli"
)

// usualLayouts is what an empty list of layouts stands for.
func usualLayouts() []string {
	return []string{
		"2006-01-02 15:04:05",
		"2006-01-02T15:04:05",
		"2006-01-02T15:04:05Z07:00",
		"2006-01-02 15:04:05Z07:00",
		"2006-01-02 15:04:05Z07",
		"2006-01-02 15:04",
		"2006-01-02T15:04",
		"2006-01-02",
		"20060102",
	}
}

// clock reads times in one location.
type clock struct {
	loc     *time.Location
	layouts []layout

	// The stretch of local time, in seconds as if of UTC, around the last
	// time read in which the offset does not change: only outside it does
	// package time have to be asked.
	lo, hi, offset int64

	text []byte  // the last text ...
	last reading // ... and what it says: neighbouring rows often repeat
}

// reading is what a text says about time.
type reading struct {
	micros int64 // the instant
	ok     bool
	local  finding // localMissing, localTwice or none

	// What the text follows from exactly, for finding duplicates: the layout
	// plus one and the time on its clock. Layout 0: it does not.
	layout int
	wall   int64
}

// layout is a way to write times.
type layout struct {
	text  string
	parts []part // how to read it without package time; nil: not at all
	size  int    // bytes of a text that the parts read
	zoned bool   // the text tells the offset
}

// part is some digits at a fixed place, or a byte that must stand there.
type part struct {
	what   byte // Y, M, D, h, m, s, f (digits behind the second), or = for the byte
	at, n  int
	symbol byte
}

func newClock(typ string, loc *time.Location, layouts []string) (*clock, error) {
	if len(layouts) == 0 {
		layouts = usualLayouts()
	}
	c := &clock{loc: loc, lo: 1, hi: 0}
	for _, text := range layouts {
		l, want := newLayout(text)
		if want != "" {
			return nil, &clm.ConfigError{Type: typ, Field: "Layouts", Value: text, Want: want}
		}
		c.layouts = append(c.layouts, l)
	}
	return c, nil
}

// newLayout returns what it wants instead, if the layout cannot work.
func newLayout(text string) (l layout, want string) {
	l.text = text
	if text == layoutUnix || text == layoutUnixMilli {
		return l, ""
	}
	if strings.Contains(text, "MST") {
		return l, "an offset such as -0700 (the same abbreviation means different zones)"
	}
	base := time.Date(2001, 2, 3, 4, 5, 6, 0, time.UTC)
	for _, other := range []time.Time{base.AddDate(1, 0, 0), base.AddDate(0, 1, 0), base.AddDate(0, 0, 1)} {
		if base.Format(text) == other.Format(text) {
			return l, "a layout of package time with year, month and day, such as 2006-01-02"
		}
	}
	l.zoned = strings.Contains(text, "07")
	l.parts, l.size = fixedParts(text)
	return l, ""
}

// fixedParts cuts a layout that consists of digits at fixed places and of
// punctuation into its parts. Nil: it does not.
func fixedParts(text string) ([]part, int) {
	var parts []part
	for i := 0; i < len(text); {
		rest := text[i:]
		p := part{at: i, n: 2}
		switch {
		case strings.HasPrefix(rest, "2006"):
			p.what, p.n = 'Y', 4
		case strings.HasPrefix(rest, "01"):
			p.what = 'M'
		case strings.HasPrefix(rest, "02"):
			p.what = 'D'
		case strings.HasPrefix(rest, "15"):
			p.what = 'h'
		case strings.HasPrefix(rest, "04"):
			p.what = 'm'
		case strings.HasPrefix(rest, "05"):
			p.what = 's'
		case strings.HasPrefix(rest, ".000000"):
			p.what, p.at, p.n = 'f', i+1, 6
		case strings.HasPrefix(rest, ".000"):
			p.what, p.at, p.n = 'f', i+1, 3
		case rest[0] == '-' || rest[0] == '/' || rest[0] == ':' || rest[0] == ' ' || rest[0] == 'T' || rest[0] == '.':
			p.what, p.n, p.symbol = '=', 1, rest[0]
		default:
			return nil, 0
		}
		if p.what == 'f' {
			// The point belongs to the fraction: package time knows it only behind the seconds.
			if i < 2 || text[i-2:i] != "05" || i+1+p.n < len(text) && text[i+1+p.n] == '0' {
				return nil, 0
			}
			parts = append(parts, part{what: '=', at: i, n: 1, symbol: '.'})
			i++
		}
		parts = append(parts, p)
		i += p.n
	}
	count := func(what byte) (n int) {
		for _, p := range parts {
			if p.what == what {
				n++
			}
		}
		return n
	}
	if slices.ContainsFunc([]byte("YMD"), func(b byte) bool { return count(b) != 1 }) || slices.ContainsFunc([]byte("hmsf"), func(b byte) bool { return count(b) > 1 }) {
		return nil, 0
	}
	return parts, len(text)
}

// read returns what text says. Each layout is first tried with exactly its
// digits, and then, one after the other, as package time reads it.
func (c *clock) read(text []byte) reading {
	if c.last.ok && bytes.Equal(text, c.text) {
		return c.last
	}
	r := c.readNew(text)
	if r.ok {
		c.text, c.last = append(c.text[:0], text...), r
	}
	return r
}

func (c *clock) readNew(text []byte) reading {
	for i := range c.layouts {
		l := &c.layouts[i]
		if l.size == len(text) && l.parts != nil {
			if wall, ok := l.exact(text); ok {
				return c.at(wall, i+1)
			}
		}
	}
	s := string(bytes.TrimSpace(text))
	for i := range c.layouts {
		l := &c.layouts[i]
		switch {
		case l.text == layoutUnix || l.text == layoutUnixMilli:
			if r, ok := l.unix(text, i+1); ok {
				return r
			}
		case l.zoned:
			if t, err := time.ParseInLocation(l.text, s, c.loc); err == nil {
				return reading{micros: t.UnixMicro(), ok: inYears(t.UnixMicro()), local: none}
			}
		default:
			if t, err := time.ParseInLocation(l.text, s, time.UTC); err == nil {
				return c.at(t.UnixMicro(), 0)
			}
		}
	}
	return reading{}
}

// at returns the instant at which local clocks show the given time.
func (c *clock) at(wall int64, layout int) reading {
	micros, local := c.instant(wall)
	return reading{micros: micros, ok: inYears(micros), local: local, layout: layout, wall: wall}
}

// exact reads a text that has a digit wherever the layout has one. It returns
// the microseconds since 1970 as if the clock were that of UTC.
func (l *layout) exact(text []byte) (wall int64, ok bool) {
	year, month, day, hour, minute, second, fraction := 0, 0, 0, 0, 0, 0, 0
	for _, p := range l.parts {
		if p.what == '=' {
			if text[p.at] != p.symbol {
				return 0, false
			}
			continue
		}
		v := 0
		for _, b := range text[p.at : p.at+p.n] {
			if b -= '0'; b > 9 {
				return 0, false
			}
			v = v*10 + int(b)
		}
		switch p.what {
		case 'Y':
			year = v
		case 'M':
			month = v
		case 'D':
			day = v
		case 'h':
			hour = v
		case 'm':
			minute = v
		case 's':
			second = v
		case 'f':
			if fraction = v; p.n == 3 {
				fraction *= 1000
			}
		}
	}
	if month < 1 || month > 12 || day < 1 || day > daysIn(year, month) || hour > 23 || minute > 59 || second > 59 {
		return 0, false
	}
	seconds := ((int64(dayNumber(year, month, day))*24+int64(hour))*60+int64(minute))*60 + int64(second)
	return seconds*1e6 + int64(fraction), true
}

func daysIn(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// dayNumber returns the days since 1970-01-01 of a year of at least 0. Years
// are taken to begin in March, so that the leap day is their last.
func dayNumber(year, month, day int) int {
	if month < 3 {
		year, month = year-1, month+12
	}
	year += 400 // so that it is positive
	days := 365*year + year/4 - year/100 + year/400
	return days + (153*(month-3)+2)/5 + day - 1 - 719468 - 146097
}

// unix reads a whole number of seconds or milliseconds since 1970.
func (l *layout) unix(text []byte, number int) (reading, bool) {
	d, ok := parseDecimal(text, '.')
	unit := int64(1e6)
	if l.text == layoutUnixMilli {
		unit = 1e3
	}
	if !ok || d.scale != 0 || d.digits > uint64(maxTime)/uint64(unit) {
		return reading{}, false
	}
	micros := int64(d.digits) * unit
	if d.minus {
		micros = -micros
	}
	r := reading{micros: micros, ok: inYears(micros), local: none, layout: number, wall: micros}
	if !d.plain || d.minus && micros == 0 {
		r.layout = 0
	}
	return r, true
}

// instant returns when local clocks show the given time, and whether they
// never do or do so twice. The choice then is that of [time.Date].
func (c *clock) instant(wall int64) (int64, finding) {
	seconds := floorDiv(wall, 1e6)
	if c.lo <= seconds && seconds < c.hi {
		return wall - c.offset*1e6, none
	}
	u := time.UnixMicro(wall).UTC()
	t := time.Date(u.Year(), u.Month(), u.Day(), u.Hour(), u.Minute(), u.Second(), u.Nanosecond(), c.loc)
	_, offset := t.Zone()
	start, end := t.ZoneBounds()

	// Clocks are never moved by more than a day.
	const day = 24 * 3600
	c.lo, c.hi, c.offset = math.MinInt64, math.MaxInt64, int64(offset)
	if !start.IsZero() {
		c.lo = start.Unix() + c.offset + day
	}
	if !end.IsZero() {
		c.hi = end.Unix() + c.offset - day
	}

	if t.Unix()+c.offset != seconds {
		return t.UnixMicro(), localMissing
	}
	for _, beside := range []struct {
		bound time.Time
		step  time.Duration
	}{{start, -1}, {end, 0}} {
		if beside.bound.IsZero() {
			continue
		}
		_, other := beside.bound.Add(beside.step).Zone()
		also := time.Unix(seconds-int64(other), 0).In(c.loc)
		if _, o := also.Zone(); o == other && also.Unix() != t.Unix() {
			return t.UnixMicro(), localTwice
		}
	}
	return t.UnixMicro(), none
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// String says which layouts the clock reads, for messages.
func (c *clock) String() string {
	list := make([]string, len(c.layouts))
	for i, l := range c.layouts {
		list[i] = fmt.Sprintf("%q", l.text)
	}
	return strings.Join(list, ", ")
}
