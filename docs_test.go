package clm_test

import (
	"fmt"
	"go/ast"
	"go/doc"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// kindOf tells how the zero of a type is called.
func kindOf(typ ast.Expr, known map[string]string) string {
	switch t := typ.(type) {
	case *ast.Ident:
		switch {
		case t.Name == "string":
			return "text"
		case t.Name == "bool":
			return "bool"
		case regexp.MustCompile(`^(u?int(8|16|32|64)?|float(32|64)|byte|rune)$`).MatchString(t.Name):
			return "number"
		case known[t.Name] != "":
			return known[t.Name]
		}
	case *ast.ArrayType, *ast.MapType, *ast.FuncType, *ast.StarExpr, *ast.InterfaceType, *ast.ChanType:
		return "list"
	}
	return "other"
}

// zeros are the names of the zero values of each kind, as expressions.
var zeros = map[string]string{
	"number": `0|zero`,
	"text":   `""|empty|an empty (string|word|text|name)`,
	"list":   `nil|empty|none`,
	"bool":   `false`,
	"other":  `0|zero|the zero \w+|""|empty|nil|false`,
}

// shown is how a comment may say it.
var shown = map[string]string{
	"number": "0 means 10",
	"text":   `"" is Greedy`,
	"list":   "nil leaves it out",
	"bool":   "false keeps them",
	"other":  "the zero value means one month",
}

// acts are the words by which a sentence goes on that says what a zero does.
const acts = `means?|is|are|gives?|takes?|leaves?|lets|keeps?|turns?|uses?|stands|reads?|counts?|makes?|asks?|has|does|looks|adds|` +
	`stops?|allows?|chooses|picks|starts?|stays|stores|writes|drops|ignores|accepts|trains|splits|grows|fits|runs|draws|sets|selects|behaves|works`

// saysZero tells whether a comment says what the zero value does. A number in
// a range, such as 0 to 1, does not.
func saysZero(comment, kind string) bool {
	comment = strings.Join(strings.Fields(comment), " ")
	zero := `(?:` + zeros[kind] + `)`
	says := regexp.MustCompile(`(?i)(^|[\s(,;:.])` + zero + `(?: \([^)]*\))?(,? (?:or|and) (?:less|below|fewer|a negative \w+|negative \w+))?,?( (?:also |then |just |simply )?(?:` + acts + `)\b|:? =|:)`)
	whole := regexp.MustCompile(`(?i)\brequired\b|\bevery (value|number|seed|word|text) (is|gives|works|may|can|counts)\b|\bthe default is (?:` + zeros[kind] + `)`)
	return says.MatchString(comment) || whole.MatchString(comment)
}

// undocumentedZeros lists the fields that do not say what zero does.
func undocumentedZeros(f *folder) []string {
	var bad []string
	for _, name := range f.configurations("Fit", "Of", "OfLog", "Read") {
		for _, field := range exported(f.structs[name]) {
			text := field.Doc.Text() + " " + field.Comment.Text()
			kind := kindOf(field.Type, f.kinds)
			if len(field.Names) > 1 {
				bad = append(bad, fmt.Sprintf("%s: several fields of %s share a line and a comment", f.where[name].at(field), name))
			} else if !saysZero(text, kind) {
				bad = append(bad, fmt.Sprintf("%s: %s.%s does not say what its zero does, as in %q: %q",
					f.where[name].at(field), name, field.Names[0].Name, shown[kind], strings.TrimSpace(text)))
			}
		}
	}
	return bad
}

// pointerFits lists the Fit methods that take a pointer.
func pointerFits(f *folder) []string {
	var bad []string
	for _, name := range f.fitted() {
		if _, pointer := receiver(f.methods[name]["Fit"]); pointer {
			bad = append(bad, fmt.Sprintf("%s.%s.Fit has a pointer receiver", f.dir, name))
		}
	}
	return bad
}

// unsourced lists the types with Fit whose comment lacks a source or what it
// costs.
func unsourced(f *folder) []string {
	var bad []string
	source := regexp.MustCompile(`(?m)^\s*Source: *\S+(\s+\S+){2}`)
	for _, name := range f.fitted() {
		if !source.MatchString(f.docs[name]) {
			bad = append(bad, fmt.Sprintf("%s.%s has no paragraph that begins with Source: and names one", f.dir, name))
		}
		if !regexp.MustCompile(`\bO\([^)]+\)`).MatchString(f.docs[name]) {
			bad = append(bad, fmt.Sprintf("%s.%s does not say what it costs as O(...)", f.dir, name))
		}
	}
	return bad
}

// unexemplified lists the configurations without an example that go test
// checks.
func unexemplified(f *folder) []string {
	var files []*ast.File
	for _, s := range f.tests {
		files = append(files, s.file)
	}
	shown := map[string]bool{}
	for _, ex := range doc.Examples(files...) {
		if ex.Output == "" {
			continue
		}
		ast.Inspect(ex.Code, func(n ast.Node) bool {
			if lit, ok := n.(*ast.CompositeLit); ok && lit.Type != nil {
				shown[typeName(lit.Type)] = true
			}
			return true
		})
	}
	want := f.configurations("Fit", "Of", "OfLog", "Read")
	for _, name := range f.fitted() {
		if !slices.Contains(want, name) {
			want = append(want, name)
		}
	}
	var bad []string
	for _, name := range want {
		if !shown[name] {
			bad = append(bad, fmt.Sprintf("%s.%s has no Example that makes one and has an // Output:", f.dir, name))
		}
	}
	return bad
}

// excusedMethods say all with their name, because an interface that everybody
// knows demands them.
var excusedMethods = []string{"Error", "String", "Len", "Less", "Swap"}

// undocumentedNames lists the exported names whose comment is missing, too
// short, or does not begin with the name.
func undocumentedNames(f *folder) []string {
	var bad []string
	judge := func(s source, n ast.Node, name, comment string, begins bool) {
		words := strings.Fields(comment)
		for len(words) > 0 && (words[0] == "A" || words[0] == "An" || words[0] == "The") {
			words = words[1:]
		}
		switch {
		case len(words) < 3:
			bad = append(bad, fmt.Sprintf("%s: %s has no comment, or a very short one", s.at(n), name))
		case begins && strings.TrimRight(words[0], ",:") != name[strings.LastIndex(name, ".")+1:]:
			bad = append(bad, fmt.Sprintf("%s: the comment of %s does not begin with its name", s.at(n), name))
		}
	}
	for _, s := range f.files {
		for _, d := range s.file.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				typ, _ := receiver(d)
				switch {
				case !d.Name.IsExported() || typ != "" && !ast.IsExported(typ):
				case typ == "":
					judge(s, d, d.Name.Name, d.Doc.Text(), true)
				case !slices.Contains(excusedMethods, d.Name.Name):
					judge(s, d, typ+"."+d.Name.Name, d.Doc.Text(), true)
				}
			case *ast.GenDecl:
				for _, spec := range d.Specs {
					switch spec := spec.(type) {
					case *ast.TypeSpec:
						if spec.Name.IsExported() {
							judge(s, spec, spec.Name.Name, f.docs[spec.Name.Name], true)
						}
					case *ast.ValueSpec:
						own := spec.Doc.Text() + spec.Comment.Text()
						for _, id := range spec.Names {
							if id.IsExported() {
								judge(s, spec, id.Name, own+" "+d.Doc.Text(), false)
							}
						}
					}
				}
			}
		}
	}
	return bad
}

// unintroduced tells of a package without a package comment.
func unintroduced(f *folder) []string {
	want := "Package " + f.files[0].file.Name.Name + " "
	for _, s := range f.files {
		if text := s.file.Doc.Text(); strings.HasPrefix(text, want) && len(strings.Fields(text)) >= 6 {
			return nil
		}
	}
	return []string{fmt.Sprintf("package %q has no comment that begins with %q", f.dir, want)}
}

func TestDocs(t *testing.T) {
	all := folders(parsed(t, os.DirFS("."), false))
	require.NotEmpty(t, all)
	for _, f := range all {
		t.Run("clm/"+f.dir, func(t *testing.T) {
			bad := unintroduced(f)
			bad = append(bad, pointerFits(f)...)
			if f.public() {
				bad = append(bad, undocumentedNames(f)...)
				bad = append(bad, undocumentedZeros(f)...)
				bad = append(bad, unsourced(f)...)
				bad = append(bad, unexemplified(f)...)
			}
			if len(bad) > 0 {
				t.Error(strings.Join(bad, "\n"))
			}
		})
	}
}
