/* Types of connections of the document's own. The core types' connection with a weight ends at the one list that a cell has, starts at
   its first port, and needs a synapse: so there is one that says which list and port, and one that goes to a port of the cell. */
#include "codegen/lems/lems_network.h"

enum { LINES_MAX = 10, WORDS_MAX = 16 };

typedef struct Line {
    const char *tag, *words[WORDS_MAX]; /* names and values of attributes */
} Line;

static const struct {
    const char *wanted, *base, *description;
    Line members[LINES_MAX];
    Line connection;
    bool weighted;
} forms[] = {
    [LEMS_LINK_LIST] =
        {"connectionTo",
         "connectionWD",
         "A connection from one of several ports, or to one of several lists of synapses.",
         {{"Path", {"name", "preCellId"}},
          {"Path", {"name", "postCellId"}},
          {"Text", {"name", "destination"}},
          {"Text", {"name", "sourcePort"}}},
         {"EventConnection",
          {"from", "pre", "to", "post", "receiver", "../synapse", "delay", "delay",
           "receiverContainer", "destination", "sourcePort", "sourcePort"}},
         true},
    [LEMS_LINK_PORT] = {"connectionToPort",
                        "explicitConnection",
                        "A connection to a port of a cell.",
                        {{"Parameter", {"name", "delay", "dimension", "time"}},
                         {"Path", {"name", "from"}},
                         {"Path", {"name", "to"}},
                         {"Text", {"name", "sourcePort"}},
                         {"Text", {"name", "targetPort"}}},
                        {"EventConnection",
                         {"from", "pre", "to", "post", "delay", "delay", "sourcePort", "sourcePort",
                          "targetPort", "targetPort"}},
                        false},
    [LEMS_LINK_PEERS] =
        {"continuousConnectionTo",
         "explicitConnection",
         "A component on each of two cells, each with the other as its peer.",
         {{"Parameter", {"name", "weight", "dimension", "none"}},
          {"Path", {"name", "from"}},
          {"Path", {"name", "to"}},
          {"ComponentReference", {"name", "preComponent", "type", "basePointCurrent"}},
          {"ComponentReference", {"name", "postComponent", "type", "basePointCurrent"}}},
         {"Tunnel",
          {"name", "peer", "endA", "pre", "endB", "post", "componentA", "preComponent",
           "componentB", "postComponent"}},
         true},
};
enum { N_FORMS = sizeof forms / sizeof *forms };

void lems_name_links(LemsWriter *w)
{
    for (int i = 0; i < N_FORMS; i++)
        if (forms[i].wanted)
            w->links[i].name = lems_new_name(w, &w->types, forms[i].wanted);
}

const char *lems_link_type(LemsWriter *w, LemsLink link)
{
    w->links[link].needed = true;
    return link == LEMS_LINK_PLAIN      ? "connection"
           : link == LEMS_LINK_WEIGHTED ? "connectionWD"
                                        : w->links[link].name;
}

static void open_line(LemsWriter *w, const Line *line)
{
    xml_writer_open(&w->xml, line->tag);
    for (int i = 0; i < WORDS_MAX && line->words[i]; i += 2)
        xml_writer_attribute(&w->xml, line->words[i], line->words[i + 1]);
}

static void write_line(LemsWriter *w, const Line *line)
{
    open_line(w, line);
    xml_writer_close(&w->xml);
}

static void write_form(LemsWriter *w, LemsLink link)
{
    const Line *members = forms[link].members;
    const char *pre = link == LEMS_LINK_LIST ? "preCellId" : "from",
               *post = link == LEMS_LINK_LIST ? "postCellId" : "to";
    const Line type = {"ComponentType",
                       {"name", w->links[link].name, "extends", forms[link].base, "description",
                        forms[link].description}},
               structure = {"Structure", {0}},
               ends[] = {{"With", {"instance", pre, "as", "pre"}},
                         {"With", {"instance", post, "as", "post"}}};
    open_line(w, &type);
    for (int i = 0; i < LINES_MAX && members[i].tag; i++)
        write_line(w, &members[i]);
    open_line(w, &structure);
    write_line(w, &ends[0]);
    write_line(w, &ends[1]);
    open_line(w, &forms[link].connection);
    if (forms[link].weighted)
        write_line(w, &(Line){"Assign", {"property", "weight", "value", "weight"}});
    for (int i = 0; i < 3; i++)
        xml_writer_close(&w->xml);
    xml_writer_gap(&w->xml);
}

void lems_write_link_types(LemsWriter *w)
{
    for (int i = 0; i < N_FORMS; i++)
        if (w->links[i].needed && w->links[i].name)
            write_form(w, (LemsLink)i);
}
