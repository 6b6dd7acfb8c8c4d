using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.ApiReference;

/// <summary>What programs can call, out of the OpenAPI document.</summary>
public partial class ApiReferencePage
{
    private IReadOnlyList<ShownGroup> _groups = [];
    private string _server = "";
    private int _operations;

    [SupplyParameterFromQuery]
    public string? Search { get; set; }

    [CascadingParameter]
    private HttpContext Context { get; set; } = null!;

    [Inject]
    private ApiDocument Document { get; set; } = null!;

    private string Query => string.IsNullOrEmpty(Search) ? "" : $"?search={Uri.EscapeDataString(Search)}";

    protected override async Task OnInitializedAsync()
    {
        var (document, _) = await Document.ReadAsync(Context.RequestAborted);
        _server = document.Servers?.FirstOrDefault()?.Url ?? "";
        _groups = OperationReader.Read(document, Search);
        _operations = _groups.Sum(group => group.Operations.Count);
    }
}
