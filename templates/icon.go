package templates

import "html/template"

// strokes are the icons of the house, drawn here on a grid of 24 with a pen of 1.75.
var strokes = map[string]string{
	"alert":     `<path d="M12 4 3 19.5h18z"/><path d="M12 10v4.5"/><path d="M12 17.2v.1"/>`,
	"back":      `<path d="M14.5 5.5 8 12l6.5 6.5"/>`,
	"bell":      `<path d="M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15z"/><path d="M10 20.5a2.2 2.2 0 0 0 4 0"/>`,
	"calendar":  `<rect x="4" y="5.5" width="16" height="14.5" rx="2"/><path d="M4 10h16M8.5 3.5v4M15.5 3.5v4"/>`,
	"camera":    `<path d="M4 8h3.5L9 5.5h6L16.5 8H20v11H4z"/><circle cx="12" cy="13" r="3.3"/>`,
	"chart":     `<path d="M4 20h16"/><path d="M7 16.5v-4M12 16.5V6.5M17 16.5V10"/>`,
	"check":     `<path d="m5 12.5 4.5 4.5L19 7.5"/>`,
	"clock":     `<circle cx="12" cy="12" r="8"/><path d="M12 7.5V12l3 2"/>`,
	"close":     `<path d="m6 6 12 12M18 6 6 18"/>`,
	"cloud-off": `<path d="M7.5 18H17a3.8 3.8 0 0 0 1.2-7.4A6.3 6.3 0 0 0 8 7.6"/><path d="M6.2 10.4A4 4 0 0 0 7.5 18"/><path d="m4 4 16 16"/>`,
	"document":  `<path d="M6.5 3.5h7.5l3.5 3.5v13.5h-11z"/><path d="M14 3.5V7h3.5M9.5 12h5M9.5 15.5h5"/>`,
	"download":  `<path d="M12 4.5V15m0 0 4-4m-4 4-4-4M5 19.5h14"/>`,
	"edit":      `<path d="M5 19h3.5L19 8.5 15.5 5 5 15.5z"/><path d="m13 7.5 3.5 3.5"/>`,
	"eye":       `<path d="M3 12c2.2-4 5.4-6 9-6s6.8 2 9 6c-2.2 4-5.4 6-9 6s-6.8-2-9-6z"/><circle cx="12" cy="12" r="2.6"/>`,
	"filter":    `<path d="M4 6h16l-6.3 7v5.500l-3.4-1.800V13z"/>`,
	"gift":      `<path d="M4.5 10.500h15v9.500h-15z"/><path d="M3.5 7h17v3.500h-17zM12 7v13M12 7S8 7 8 5s3-2 4 2c1-4 4-4 4-2s-4 2-4 2z"/>`,
	"hand":      `<path d="M4 13.500c3-2.5 5-2 7 0h3.500c1.8 0 1.8 2.5 0 2.500H11"/><path d="m14.5 15 4-2.500c1.5-.8 2.6 1 1.3 2L14 19c-2 1.2-3.8.4-6-.5H4"/><path d="M12.5 9.5 10 7c-1.2-1.4.8-3.6 2.5-1.700C14.2 3.4 16.2 5.6 15 7z"/>`,
	"home":      `<path d="m4 11 8-7 8 7"/><path d="M6.5 9.500V20h11V9.5"/><path d="M10 20v-5.500h4V20"/>`,
	"house":     `<path d="m4 11 8-7 8 7"/><path d="M6.5 9.500V20h11V9.5"/><path d="M12 17.500s-3-1.7-3-3.600c0-1.8 2.3-2 3-.5.7-1.5 3-1.3 3 .5 0 1.9-3 3.6-3 3.600z"/>`,
	"inbox":     `<path d="M4 13.5 6.5 5h11l2.5 8.500v6H4z"/><path d="M4 13.500h4.500l1.2 2.500h4.600l1.2-2.500H20"/>`,
	"leave":     `<path d="M13 4.500H5.500v15H13"/><path d="M10 12h10m0 0-3.5-3.500M20 12l-3.5 3.5"/>`,
	"link":      `<path d="M10 14a3.5 3.5 0 0 1 0-5l2.5-2.500a3.5 3.5 0 0 1 5 5L16 13"/><path d="M14 10a3.5 3.5 0 0 1 0 5l-2.5 2.500a3.5 3.5 0 0 1-5-5L8 11"/>`,
	"lock":      `<rect x="5" y="10.5" width="14" height="9.5" rx="2"/><path d="M8 10.500V8a4 4 0 0 1 8 0v2.5"/>`,
	"match":     `<circle cx="7" cy="12" r="3.5"/><circle cx="17" cy="12" r="3.5"/><path d="M10.5 12h3"/>`,
	"menu":      `<path d="M4 7h16M4 12h16M4 17h16"/>`,
	"minus":     `<path d="M5.5 12h13"/>`,
	"moon":      `<path d="M19 14.500A7.5 7.5 0 0 1 9.5 5 7.5 7.5 0 1 0 19 14.500z"/>`,
	"more":      `<path d="M6 12h.01M12 12h.01M18 12h.01"/>`,
	"next":      `<path d="M9.5 5.5 16 12l-6.5 6.5"/>`,
	"people":    `<circle cx="9" cy="8.5" r="3"/><path d="M3.5 19c.4-3.5 2.5-5.3 5.5-5.300s5.1 1.8 5.5 5.3"/><path d="M15 6a2.7 2.7 0 0 1 0 5.200M17 14c2 .6 3.2 2.3 3.5 5"/>`,
	"person":    `<circle cx="12" cy="8" r="3.5"/><path d="M5 20c.5-4.2 3.2-6.3 7-6.300s6.5 2.1 7 6.3"/>`,
	"phone":     `<path d="M6 4.500h3l1.5 4-2 1.500c1 2.3 2.7 4 5 5l1.5-2 4 1.500v3c0 1-.8 1.8-1.8 1.700C10.5 18.7 5.3 13.5 4.3 6.3 4.2 5.3 5 4.5 6 4.500z"/>`,
	"pin":       `<path d="M12 21s-6.5-6-6.5-11a6.5 6.5 0 0 1 13 0c0 5-6.5 11-6.5 11z"/><circle cx="12" cy="10" r="2.3"/>`,
	"plus":      `<path d="M12 5.500v13M5.5 12h13"/>`,
	"print":     `<path d="M7 9V4h10v5M7 16H4.500V9h15v7H17"/><path d="M7 13.500h10V20H7z"/>`,
	"refresh":   `<path d="M19 8a7.5 7.5 0 1 0 .5 5"/><path d="M19.5 4v4.500H15"/>`,
	"search":    `<circle cx="11" cy="11" r="6"/><path d="m15.5 15.5 4.5 4.5"/>`,
	"send":      `<path d="m4 11.5 16-7-7 16-2.3-6.700z"/>`,
	"settings":  `<path d="M5 7h8M17 7h2M5 12h2M11 12h8M5 17h8M17 17h2"/><circle cx="15" cy="7" r="2"/><circle cx="9" cy="12" r="2"/><circle cx="15" cy="17" r="2"/>`,
	"shield":    `<path d="m12 3.5 7 2.500v5.500c0 4.3-2.8 7.4-7 9-4.2-1.6-7-4.7-7-9V6z"/><path d="m9 12 2.2 2.200L15 10.5"/>`,
	"sun":       `<circle cx="12" cy="12" r="3.8"/><path d="M12 3.500v2M12 18.500v2M3.5 12h2M18.5 12h2M6 6l1.4 1.400M16.6 16.6 18 18M6 18l1.4-1.400M16.6 7.4 18 6"/>`,
	"supplier":  `<path d="M4.5 20V9l5-3v3l5-3v3l5-3v14z"/><path d="M8.5 13v3M12 13v3M15.5 13v3"/>`,
	"target":    `<circle cx="12" cy="12" r="8"/><circle cx="12" cy="12" r="4"/><path d="M12 12h.01"/>`,
	"upload":    `<path d="M12 16V5m0 0 4 4m-4-4L8 9M5 19.500h14"/>`,
	"visit":     `<path d="M8 20v-6l-2-2 2-5h4l2 3 3 1"/><circle cx="11" cy="4.5" r="1.5"/><path d="m10 12 3 3v5"/>`,
	"wait":      `<path d="M7 4h10M7 20h10M8 4c0 4 4 5 4 8s-4 4-4 8M16 4c0 4-4 5-4 8s4 4 4 8"/>`,
	"world":     `<circle cx="12" cy="12" r="8"/><path d="M4 12h16M12 4c5 5 5 11 0 16M12 4c-5 5-5 11 0 16"/>`,
}

func icon(name string) template.HTML {
	return template.HTML(`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">` + strokes[name] + `</svg>`) //nolint:gosec // drawn above
}
