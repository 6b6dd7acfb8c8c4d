using Microsoft.Extensions.Options;

namespace AiStudio.Platform.Telemetry;

internal static class OtlpModule
{
    public static void AddOtlp(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptionsSection<OtlpOptions>(OtlpOptions.Section);
        builder.Services.AddSingleton<IValidateOptions<OtlpOptions>, OtlpOptionsValidator>();
        builder.Services.AddHostedService<OtlpExport>();
    }
}
