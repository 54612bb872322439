// Text within Markdown.
#pragma once

#include <string>
#include <string_view>

namespace ausfall::studies {

/// For a line or a cell, shown harmlessly: nothing in it is emphasis, a link, HTML, or a cell's end.
std::string markdown_text(std::string_view shown);

}  // namespace ausfall::studies
