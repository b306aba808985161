package planner

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/mozillazg/go-pinyin"

	"zhulian/sheet"
)

// gazetteer gives the named places of both files codes of the 12-digit form that matching compares. Names are the same
// when their pinyin is, so that wuhanshi and 武汉市 are one city. The narrowest level in use becomes the town (or the
// village, when villages are in use), so that "same town" always means the same narrowest place.
type gazetteer struct {
	nodes    map[string]string // parent code + key → code
	children map[string]int
	byName   map[string][]string // key → codes
	chinese  map[string]bool     // keys of the Chinese names
	letters  bool                // some names are written in letters, so that all are compared by sound
	shift    int
}

var widths = []int{2, 2, 2, 3, 3}

// fit finds the narrowest level in use.
func (g *gazetteer) fit(places [][]string) {
	narrowest := 0
	for _, place := range places {
		for level, name := range place {
			if name != "" {
				narrowest = max(narrowest, level)
			}
		}
	}
	g.shift = max(0, 3-narrowest)
}

func firstLevel(place []string) int {
	for level, name := range place {
		if name != "" {
			return level
		}
	}
	return len(place)
}

// code answers the code of a place. Where the wider names are missing, a place of the same name that is known with them
// is taken to be the same.
func (g *gazetteer) code(place []string, add bool) string {
	code, known := "", false
	for level, name := range place {
		slot := level + g.shift
		if slot >= len(widths) {
			break
		}
		key := g.key(name)
		switch {
		case name == "":
			continue // what lies between is filled up by child
		case !known && level > 0:
			code = g.parentOf(key, slot)
		}
		next := g.child(code, key, slot, add)
		if next == "" {
			return code
		}
		code, known = next, true
	}
	return code
}

// parentOf answers the parent under which a place of this name is known, else a parent that stands for the unknown.
func (g *gazetteer) parentOf(key string, slot int) string {
	depth := depthOf(slot)
	for _, code := range g.byName[key] {
		if len(code) == depth+widths[slot] {
			return code[:depth]
		}
	}
	return strings.Repeat("9", depth)
}

func depthOf(slot int) int {
	depth := 0
	for _, width := range widths[:slot] {
		depth += width
	}
	return depth
}

func (g *gazetteer) child(parent, key string, slot int, add bool) string {
	if len(parent) < depthOf(slot) {
		parent += strings.Repeat("9", depthOf(slot)-len(parent))
	}
	full := parent + "/" + key
	if code, found := g.nodes[full]; found || !add {
		return code
	}
	limit := 97
	if widths[slot] == 3 {
		limit = 997
	}
	if g.children[parent] >= limit {
		return ""
	}
	g.children[parent]++
	code := fmt.Sprintf("%s%0*d", parent, widths[slot], g.children[parent]+1)
	g.nodes[full] = code
	g.byName[key] = append(g.byName[key], code)
	return code
}

// area answers the codes of all places of that name; a name that neither file knows is a place that no need is in.
func (g *gazetteer) area(name string) []string {
	if regionCode.MatchString(name) {
		return []string{name}
	}
	if codes := g.byName[g.key(name)]; len(codes) > 0 {
		return codes
	}
	return []string{"980000"}
}

var (
	latinSuffix = regexp.MustCompile(`^([a-z]{4,}?)(?:shi|sheng|xian|qu|zhen|xiang|cun|jiedao|shequ|zhizhou)$`)
	hanSuffix   = regexp.MustCompile(`^(\p{Han}{2,}?)(?:特别行政区|自治[区州县]|街道|社区|[省市县区镇乡村])$`)
)

// learn notes the Chinese names, by which names written in letters are understood.
func (g *gazetteer) learn(places [][]string) {
	named := func(keep func(string)) {
		for _, place := range places {
			for _, name := range place {
				if name != "" {
					keep(name)
				}
			}
		}
	}
	named(func(name string) { g.letters = g.letters || !strings.ContainsFunc(name, isHan) })
	named(func(name string) {
		if strings.ContainsFunc(name, isHan) {
			g.chinese[g.key(name)] = true
		}
	})
}

// key folds a name to what it is compared by, without its suffix; to pinyin where some names are written in letters, so
// that 武汉市, 武汉, Wuhan and wuhanshi are one. In letters it is not plain what
// is suffix (huangshi is 黄石 as well as 黄市), so a Chinese name that is known decides.
func (g *gazetteer) key(name string) string {
	name = sheet.Normalise(name)
	if strings.ContainsFunc(name, isHan) {
		if found := hanSuffix.FindStringSubmatch(name); found != nil {
			name = found[1]
		}
		if g.letters {
			name = toPinyin(name)
		}
		return name
	}
	if found := latinSuffix.FindStringSubmatch(name); found != nil && !g.chinese[name] {
		return found[1]
	}
	return name
}

func toPinyin(name string) string {
	var out strings.Builder
	for _, r := range name {
		if sounds := pinyin.SinglePinyin(r, pinyin.NewArgs()); len(sounds) > 0 {
			out.WriteString(sounds[0])
		} else {
			out.WriteRune(r)
		}
	}
	return out.String()
}
